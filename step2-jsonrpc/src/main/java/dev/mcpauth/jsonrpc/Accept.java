package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The media types that a client accepts (RFC 9110 section 12.5.1).
 *
 * @param ranges such as {@code application/*;q=0.5}; empty if the request has no {@code Accept}
 */
public record Accept(List<String> ranges) {

    /** The quality 0, with which a client refuses a media type (RFC 9110 section 12.4.2). */
    private static final Pattern REFUSED = Pattern.compile(";\\s*[qQ]\\s*=\\s*0(\\.0*)?\\s*(;|$)");

    public static Accept of(Context ctx) {
        String values = String.join(",", Collections.list(ctx.req().getHeaders("Accept")));
        return new Accept(values.isBlank() ? List.of() : Arrays.asList(values.split(",")));
    }

    /** Whether the client takes this media type. The most specific range that matches it decides. */
    public boolean admits(String type) {
        List<String> matching = List.of("*/*", type.substring(0, type.indexOf('/') + 1) + "*", type);
        int mostSpecific = -1;
        boolean admitted = ranges.isEmpty();
        for (String range : ranges) {
            int specificity = matching.indexOf(mediaType(range));
            if (specificity >= mostSpecific && specificity >= 0) {
                mostSpecific = specificity;
                admitted = !REFUSED.matcher(range).find();
            }
        }
        return admitted;
    }

    /** Whether the client names this media type itself, and takes it. */
    public boolean names(String type) {
        return ranges.stream()
                .anyMatch(range ->
                        mediaType(range).equals(type) && !REFUSED.matcher(range).find());
    }

    /** The media type of a header, without parameters. */
    static String mediaType(String value) {
        return value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
