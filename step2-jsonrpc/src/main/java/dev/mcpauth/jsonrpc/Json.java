package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON as RFC 8259 means it, which takes more than Jackson's defaults. */
public final class Json {

    private static final int MAX_NESTING = 100;

    /** The last character before the surrogates. */
    private static final int LAST_UNESCAPED = 0xD7FF;

    private static final ObjectMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    // Of two members with one name, two readers may each believe another one.
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_NESTING)
                            .build())
                    // JSON can say "\ud800", half a character; UTF-8 cannot, so it goes out as it came in: escaped.
                    .highestNonEscapedChar(LAST_UNESCAPED)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {}

    /**
     * Reads one JSON value and nothing after it.
     *
     * @throws JsonRpcException -32700 if the bytes are not UTF-8 (RFC 8259 section 8.1), not JSON, or nested too deeply
     */
    public static JsonNode parse(byte[] bytes) {
        try {
            // Given bytes, Jackson would guess the encoding, and take UTF-16 as well.
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
            throw JsonRpcException.parseError(
                    "the body is nested deeper than " + MAX_NESTING + ", or has an excessively long number or name");
        } catch (JsonProcessingException notJson) {
            throw JsonRpcException.parseError("the body is not one valid JSON value (line "
                    + notJson.getLocation().getLineNr() + ", column "
                    + notJson.getLocation().getColumnNr() + ")");
        }
    }

    /** An object of records, maps and lists as JSON; members that are null are left out. */
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

    /** JSON in UTF-8, on one line. */
    public static byte[] write(JsonNode value) {
        return writeText(value).getBytes(StandardCharsets.UTF_8);
    }

    /** JSON on one line, of a tree or of records, maps and lists. */
    public static String writeText(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what this project writes is always JSON", impossible);
        }
    }
}
