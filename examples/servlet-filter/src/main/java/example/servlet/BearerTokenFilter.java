package example.servlet;

import dev.mcpauth.jwt.core.BearerToken;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import dev.mcpauth.jwt.core.TokenVerifier;
import dev.mcpauth.jwt.core.VerificationKeys;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Collections;

/**
 * Lets only requests with a valid access token pass, and attaches the {@link Caller} to them. It responds to all others as
 * RFC 6750 section 3 says.
 */
public final class BearerTokenFilter implements Filter {

    /** The request attribute that holds the {@link Caller}. */
    public static final String CALLER = Caller.class.getName();

    private final TokenVerification verification;
    private final Challenge challenge;

    /** @param realm the name of the protected service, for the challenge */
    public BearerTokenFilter(TokenVerification verification, String realm) {
        this.verification = verification;
        this.challenge = Challenge.bearer(realm);
    }

    /** A filter that accepts the tokens of this issuer for this audience; it finds the keys in the issuer's metadata. */
    public static BearerTokenFilter of(String issuer, String audience, String realm, Clock clock) {
        TokenRules rules = TokenRules.of(issuer, audience);
        VerificationKeys keys = RemoteKeys.of(issuer, rules.algorithm(), clock);
        return new BearerTokenFilter(new TokenVerifier(keys, rules, clock), realm);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isAuthenticated((HttpServletRequest) request, (HttpServletResponse) response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean isAuthenticated(HttpServletRequest request, HttpServletResponse response) {
        BearerToken token = BearerToken.in(Collections.list(request.getHeaders("Authorization")));
        try {
            if (token instanceof BearerToken.Present present) {
                request.setAttribute(CALLER, verification.verify(present.token()));
                return true;
            }
            if (token instanceof BearerToken.Malformed malformed) {
                reject(response, 400, withError("invalid_request", malformed.reason()));
            } else {
                reject(response, 401, challenge); // without an error code, because the request contained nothing wrong
            }
        } catch (TokenRejectedException e) {
            reject(response, 401, withError("invalid_token", e.check().sentence()));
        } catch (KeysUnavailableException e) {
            response.setStatus(503); // the token may be valid, so the client should keep it and try again
            response.setHeader("Retry-After", String.valueOf(RemoteKeys.PAUSE.toSeconds()));
        }
        return false;
    }

    private Challenge withError(String error, String description) {
        return challenge.with("error", error).with("error_description", description);
    }

    private static void reject(HttpServletResponse response, int status, Challenge challenge) {
        response.setStatus(status);
        response.setHeader("WWW-Authenticate", challenge.toString());
        response.setHeader("Cache-Control", "no-store");
    }
}
