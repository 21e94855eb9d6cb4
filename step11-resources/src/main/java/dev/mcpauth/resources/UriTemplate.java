package dev.mcpauth.resources;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template with one variable, such as {@code greeting://{name}} (RFC 6570, level 1). The text around the variable is
 * compared literally. It never becomes a regular expression, which could match other texts, or take very long.
 */
public final class UriTemplate {

    private static final Pattern ONE_VARIABLE = Pattern.compile("([^{}]*)\\{(\\w+)}([^{}]*)");

    /** With these characters, a value could lead outside the template. */
    private static final Pattern PATH = Pattern.compile("\\.\\.?|.*[/\\\\].*");

    /** What a value may contain (RFC 3986, "reg-name"): percent-encoded bytes, letters, digits and punctuation. */
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-f]{2}");

    private static final Pattern UNENCODED = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=-]*");

    private final String text;
    private final String before;
    private final String variable;
    private final String after;

    /** @throws IllegalArgumentException if there is not exactly one variable */
    public UriTemplate(String text) {
        Matcher parts = ONE_VARIABLE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a template with one variable: " + text);
        }
        this.text = text;
        before = parts.group(1);
        variable = parts.group(2);
        after = parts.group(3);
    }

    String variable() {
        return variable;
    }

    /**
     * The value of the variable in a URI, decoded once. Empty if the URI does not match, or if the value is not a valid name or
     * could be a path. The value is checked after it is decoded, because {@code %2F} is also a slash.
     */
    Optional<String> match(String uri) {
        int end = uri.length() - after.length();
        if (end < before.length() || !uri.startsWith(before) || !uri.endsWith(after)) {
            return Optional.empty();
        }
        return decode(uri.substring(before.length(), end))
                .filter(value -> Names.isValid(value) && !PATH.matcher(value).matches());
    }

    /** Empty if a character is not allowed in a value, or the bytes are not UTF-8. */
    private static Optional<String> decode(String encoded) {
        if (!UNENCODED.matcher(ENCODED.matcher(encoded).replaceAll("")).matches()) {
            return Optional.empty();
        }
        // URLDecoder is for forms: it turns a plus into a space, and replaces malformed UTF-8.
        String bytes = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
        try {
            ByteBuffer utf8 = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    /** The template as clients see it. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
