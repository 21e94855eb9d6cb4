package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as RFC 8259 defines it. Jackson's defaults are more lenient. */
public final class Json {

    private static final int MAX_NESTING = 100;
    private static final int MAX_TOKENS = 100_000;

    /** The last character before the surrogates. */
    private static final int LAST_UNESCAPED = 0xD7FF;

    private static final ObjectMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    // Of two members with the same name, one reader may use the first and another the last.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    // Attackers could fill a shared table of names, or break it with colliding names.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    // JSON can express "\ud800", half of a character. UTF-8 cannot, so it is written as an escape.
                    .highestNonEscapedChar(LAST_UNESCAPED)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .addModule(new Jdk8Module()) // so that an empty Optional is a member that is left out
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .build();

    private Json() {}

    /**
     * Reads one JSON value and nothing after it.
     *
     * @throws JsonRpcException -32700 if the bytes are not UTF-8 (RFC 8259 section 8.1), not JSON, nested too deeply, or have
     *     duplicate members
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            // Given bytes, Jackson would guess the encoding, and also accept UTF-16.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            JsonNode value = MAPPER.readTree(text);
            if (value.isMissingNode()) {
                throw JsonRpcException.parseError("the body is empty");
            }
            return value;
        } catch (CharacterCodingException notUtf8) {
            throw JsonRpcException.parseError("the body is not valid UTF-8");
        } catch (StreamConstraintsException tooMuch) {
            throw JsonRpcException.parseError("the body is nested deeper than " + MAX_NESTING
                    + ", or has too many values, or too long a number or name");
        } catch (JsonProcessingException notJson) {
            String reason = notJson.getOriginalMessage().startsWith("Duplicate")
                    ? "an object has two members with the same name"
                    : "the body is not one valid JSON value";
            throw JsonRpcException.parseError(reason + " (line "
                    + notJson.getLocation().getLineNr() + ", column "
                    + notJson.getLocation().getColumnNr() + ")");
        }
    }

    /** Records, maps and lists as a JSON object, without the members that are null or empty Optionals. */
    public static ObjectNode toTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * A JSON object as a map.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static Map<String, Object> toMap(JsonNode value) {
        return MAPPER.convertValue(value, new TypeReference<Map<String, Object>>() {});
    }

    /** JSON in UTF-8 on one line, from a tree or from records, maps and lists. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("this value cannot be written as JSON", impossible);
        }
    }

    /**
     * Writes JSON to a stream, in parts.
     *
     * @throws IOException if the stream cannot be written to
     */
    static void write(Object value, OutputStream out) throws IOException {
        try {
            MAPPER.writeValue(out, value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("this value cannot be written as JSON", impossible);
        }
    }

    /** The same as text. */
    public static String writeText(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }
}
