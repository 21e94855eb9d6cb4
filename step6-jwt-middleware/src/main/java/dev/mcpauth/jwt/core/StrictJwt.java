package dev.mcpauth.jwt.core;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Decodes a JWT (RFC 7519 section 7.2), but only one that every reader understands in the same way: canonical base64url, and
 * JSON without duplicate members or trailing text.
 */
final class StrictJwt {

    private static final ObjectMapper JSON = JsonMapper.builder(new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    // A shared table of names would grow with the tokens of strangers, and colliding names would break
                    // it.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJwt() {}

    /** @throws TokenRejectedException if the token is malformed */
    static DecodedJWT decode(String token) throws TokenRejectedException {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            throw malformed(parts.length + (parts.length == 1 ? " part" : " parts"));
        }
        try {
            if (!isObject(parts[0]) || !isObject(parts[1])) {
                throw malformed("JSON that is not an object");
            }
            decodeBase64(parts[2]); // the signature must be canonical, too
            return JWT.decode(token);
        } catch (IllegalArgumentException e) {
            throw malformed("text that is not canonical base64url");
        } catch (CharacterCodingException | JsonProcessingException | JWTDecodeException | IllegalStateException e) {
            throw malformed("claims or a header that are not strict JSON");
        }
    }

    /** Reads one JSON value in UTF-8 and nothing after it, without duplicate members. */
    static JsonNode parse(byte[] bytes) throws CharacterCodingException, JsonProcessingException {
        return JSON.readTree(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString());
    }

    private static boolean isObject(String part) throws CharacterCodingException, JsonProcessingException {
        return parse(decodeBase64(part)).isObject();
    }

    /** Java's decoder also accepts padding and stray bits, which would give one token several encodings. */
    private static byte[] decodeBase64(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not canonical");
        }
        return bytes;
    }

    private static TokenRejectedException malformed(String found) {
        return new TokenRejectedException(TokenCheck.WELL_FORMED, "a strict JWT", found, Optional.empty());
    }
}
