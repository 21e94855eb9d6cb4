package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the body of a request to the endpoint, if its headers show that the server can read it and may respond. */
final class RequestBody {

    /** The longest accepted body, in bytes. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String JSON = "application/json";

    /** From the least to the most specific range. The most specific range that matches decides (RFC 9110 section 12.5.1). */
    private static final List<String> RANGES_OF_JSON = List.of("*/*", "application/*", JSON);

    /** The quality 0, with which a client refuses a media type (RFC 9110 section 12.4.2). */
    private static final Pattern REFUSED = Pattern.compile(";\\s*[qQ]\\s*=\\s*0(\\.0*)?\\s*(;|$)");

    private RequestBody() {}

    /** @throws JsonRpcException with HTTP status 415, 406, 413, or 400 if the Content-Type is ambiguous */
    static byte[] read(Context ctx) throws IOException {
        List<String> contentTypes = headers(ctx, "Content-Type");
        if (contentTypes.size() > 1) {
            throw JsonRpcException.httpError(400, "duplicate Content-Type header");
        }
        if (contentTypes.isEmpty() || !mediaType(contentTypes.get(0)).equals(JSON)) {
            throw JsonRpcException.httpError(415, "Content-Type must be " + JSON);
        }
        if (ctx.header("Content-Encoding") != null) {
            throw JsonRpcException.httpError(415, "Content-Encoding is not supported");
        }
        if (!admitsJson(headers(ctx, "Accept"))) {
            throw JsonRpcException.httpError(406, "Accept must include " + JSON);
        }
        if (ctx.req().getContentLengthLong() > MAX_BYTES) {
            throw tooLong();
        }
        byte[] bytes = ctx.bodyInputStream().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw tooLong();
        }
        return bytes;
    }

    private static JsonRpcException tooLong() {
        return JsonRpcException.httpError(413, "the body is longer than " + MAX_BYTES + " bytes");
    }

    private static List<String> headers(Context ctx, String name) {
        return Collections.list(ctx.req().getHeaders(name));
    }

    private static String mediaType(String value) {
        return value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean admitsJson(List<String> accept) {
        if (String.join("", accept).isBlank()) {
            return true;
        }
        int mostSpecific = -1;
        boolean admitted = false;
        for (String range : String.join(",", accept).split(",")) {
            int specificity = RANGES_OF_JSON.indexOf(mediaType(range));
            if (specificity >= mostSpecific && specificity >= 0) {
                mostSpecific = specificity;
                admitted = !REFUSED.matcher(range).find();
            }
        }
        return admitted;
    }
}
