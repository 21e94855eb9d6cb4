package dev.mcpauth.providers;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerification;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses one of a fixed set of verifications by a claim that is not yet verified. That is safe because the chosen verification
 * requires the same value of the claim, and uses keys that are valid for this value only.
 */
final class VerificationByClaim implements TokenVerification {

    private final TokenCheck check;
    private final List<String> claims;
    private final Map<String, TokenVerification> verifications;

    /**
     * @param check the check that a token with another value fails
     * @param claims the first claim that is present decides
     */
    VerificationByClaim(TokenCheck check, List<String> claims, Map<String, TokenVerification> verifications) {
        this.check = check;
        this.claims = claims;
        this.verifications = Map.copyOf(verifications);
    }

    @Override
    public Caller verify(String token) throws TokenRejectedException, KeysUnavailableException {
        String value = value(token);
        TokenVerification chosen = verifications.get(value);
        if (chosen == null) {
            throw new TokenRejectedException(check, verifications.keySet().toString(), value);
        }
        return chosen.verify(token);
    }

    private String value(String token) throws TokenRejectedException {
        try {
            DecodedJWT jwt = JWT.decode(token);
            return claims.stream()
                    .map(claim -> jwt.getClaim(claim).asString())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("none");
        } catch (JWTDecodeException | IllegalArgumentException | IllegalStateException e) {
            throw new TokenRejectedException(TokenCheck.WELL_FORMED, "a strict JWT", "another text");
        }
    }
}
