package dev.mcpauth.jwt;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.Base64;

/**
 * Takes a JWT apart (RFC 7519 section 7.2), and only one that every reader reads alike: base64url in its one spelling, and
 * strict JSON, without members of the same name or text behind it.
 */
final class StrictJwt {

    private StrictJwt() {}

    /** @throws TokenRefusedException if it is malformed */
    static DecodedJWT decode(String token) {
        try {
            String[] parts = token.split("\\.", -1);
            if (parts.length == 3 && isObject(parts[0]) && isObject(parts[1])) {
                bytes(parts[2]); // the signature has one spelling, too
                return JWT.decode(token);
            }
        } catch (JsonRpcException | JWTDecodeException | IllegalArgumentException malformed) {
            // The same answer as below.
        }
        throw new TokenRefusedException(Refusal.MALFORMED);
    }

    private static boolean isObject(String part) {
        return Json.parse(bytes(part)).isObject();
    }

    /** Java's decoder takes padding and stray bits as well, so that a token would have several spellings. */
    private static byte[] bytes(String part) {
        byte[] bytes = Base64.getUrlDecoder().decode(part);
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
            throw new IllegalArgumentException("not the one and only spelling");
        }
        return bytes;
    }
}
