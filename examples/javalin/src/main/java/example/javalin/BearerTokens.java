package example.javalin;

import dev.mcpauth.jwt.core.BearerToken;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenVerification;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.security.RouteRole;
import java.util.Collections;

/**
 * Runs before every route, and lets only requests with a valid access token pass, unless the route is {@link Access#PUBLIC}. It
 * responds to all others as RFC 6750 section 3 says.
 */
public final class BearerTokens implements Handler {

    /** Who may call a route. A route without this role needs a token. */
    public enum Access implements RouteRole {
        PUBLIC
    }

    private static final String CALLER = Caller.class.getName();

    private final TokenVerification verification;
    private final Challenge challenge;

    /** @param realm the name of the protected service, for the challenge */
    public BearerTokens(TokenVerification verification, String realm) {
        this.verification = verification;
        this.challenge = Challenge.bearer(realm);
    }

    /** Who is calling. Only handlers of protected routes may ask. */
    public static Caller caller(Context ctx) {
        Caller caller = ctx.attribute(CALLER);
        if (caller == null) {
            throw new IllegalStateException("A public route has no caller");
        }
        return caller;
    }

    @Override
    public void handle(Context ctx) {
        if (!ctx.routeRoles().contains(Access.PUBLIC) && !isAuthenticated(ctx)) {
            ctx.skipRemainingHandlers();
        }
    }

    private boolean isAuthenticated(Context ctx) {
        BearerToken token = BearerToken.in(Collections.list(ctx.req().getHeaders("Authorization")));
        try {
            if (token instanceof BearerToken.Present present) {
                ctx.attribute(CALLER, verification.verify(present.token()));
                return true;
            }
            if (token instanceof BearerToken.Malformed malformed) {
                reject(ctx, 400, withError("invalid_request", malformed.reason()));
            } else {
                reject(ctx, 401, challenge); // without an error code, because the request contained nothing wrong
            }
        } catch (TokenRejectedException e) {
            reject(ctx, 401, withError("invalid_token", e.check().sentence()));
        } catch (KeysUnavailableException e) {
            // The token may be valid, so the client should keep it and try again.
            ctx.status(503).header("Retry-After", String.valueOf(RemoteKeys.PAUSE.toSeconds()));
        }
        return false;
    }

    private Challenge withError(String error, String description) {
        return challenge.with("error", error).with("error_description", description);
    }

    private static void reject(Context ctx, int status, Challenge challenge) {
        ctx.status(status).header("WWW-Authenticate", challenge.toString()).header("Cache-Control", "no-store");
    }
}
