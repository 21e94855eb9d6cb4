package dev.mcpauth.resources;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template with one variable, such as {@code greeting://{name}} (RFC 6570, level 1). The text around the variable is
 * compared as it is. It never becomes a regular expression, which could match more than it says, or take very long.
 */
public final class UriTemplate {

    private static final Pattern ONE_VARIABLE = Pattern.compile("([^{}]*)\\{(\\w+)}([^{}]*)");

    /** A value with these could lead to a place that the template does not mean. */
    private static final Pattern PATH = Pattern.compile("\\.\\.?|.*[/\\\\].*");

    /** What a value may contain besides letters, digits and percent-encoded bytes (RFC 3986, "reg-name"). */
    private static final String PUNCTUATION = "-._~!$&'()*+,;=";

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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%' && isByte(encoded, i + 1)) {
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else if (isLetterOrDigit(c) || PUNCTUATION.indexOf(c) >= 0) {
                bytes.write(c);
            } else {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder() // unlike new String(…), it rejects malformed bytes
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static boolean isByte(String text, int start) {
        return start + 2 <= text.length()
                && HexFormat.isHexDigit(text.charAt(start))
                && HexFormat.isHexDigit(text.charAt(start + 1));
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** The template, as clients see it. */
    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
