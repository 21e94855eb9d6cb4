package example.spring;

import dev.mcpauth.jwt.core.BearerToken;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerification;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Authenticates requests by their bearer token. A request without a token passes unauthenticated: the rules of the service decide
 * whether its path is public, and otherwise call {@link #commence}. The responses are those of RFC 6750 section 3.
 *
 * <p>Not a bean: Spring Boot would also register it outside of the security filter chain.
 */
final class BearerTokenFilter extends OncePerRequestFilter implements AuthenticationEntryPoint {

    private final TokenVerification verification;
    private final SecurityContextRepository contexts;
    private final Challenge challenge;

    /**
     * @param contexts keeps the caller for the other dispatches of a request, such as the dispatch to its error page
     * @param realm the name of the protected service, for the challenge
     */
    BearerTokenFilter(TokenVerification verification, SecurityContextRepository contexts, String realm) {
        this.verification = verification;
        this.contexts = contexts;
        this.challenge = Challenge.bearer(realm);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        BearerToken token = BearerToken.in(Collections.list(request.getHeaders("Authorization")));
        if (token instanceof BearerToken.Malformed malformed) {
            reject(response, 400, withError("invalid_request", malformed.reason()));
        } else if (token instanceof BearerToken.Missing || isAuthenticated(token, request, response)) {
            chain.doFilter(request, response);
        }
    }

    private boolean isAuthenticated(BearerToken token, HttpServletRequest request, HttpServletResponse response) {
        try {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(
                    new CallerAuthentication(verification.verify(((BearerToken.Present) token).token())));
            SecurityContextHolder.setContext(context);
            contexts.saveContext(context, request, response);
            return true;
        } catch (TokenRejectedException e) {
            reject(response, 401, withError("invalid_token", e.check().sentence()));
        } catch (KeysUnavailableException e) {
            response.setStatus(503); // the token may be valid, so the client should keep it and try again
            response.setHeader("Retry-After", String.valueOf(RemoteKeys.PAUSE.toSeconds()));
        }
        return false;
    }

    /** Rejects a request without a token. The challenge has no error code, because the request contained nothing wrong. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException missing) {
        reject(response, 401, challenge);
    }

    /** Rejects a valid token that lacks a scope. A client that sees which one can ask its user for it. */
    AccessDeniedHandler insufficientScope(String scope) {
        return (request, response, denied) -> reject(
                response,
                403,
                withError("insufficient_scope", "The token does not have the scope for this")
                        .with("scope", scope));
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
