package dev.mcpauth.jwt.core;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.Optional;

/**
 * Decodes a JWT (RFC 7519 section 7.2), but only one that every reader understands in the same way: canonical base64url, and
 * JSON without duplicate members or trailing text.
 */
final class StrictJwt {

    private StrictJwt() {}

    /**
     * @throws TokenRejectedException if the token is malformed: expected "a strict JWT", and found the number of parts ("1 part",
     *     "4 parts"), "JSON that is not an object", "text that is not canonical base64url", or "claims or a header that are not
     *     strict JSON"
     */
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

    private static boolean isObject(String part) throws CharacterCodingException, JsonProcessingException {
        return StrictJson.parse(decodeBase64(part)).isObject();
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
