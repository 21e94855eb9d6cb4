package dev.mcpauth.jwt;

import dev.mcpauth.health.Environment;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.LimitedLog;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwt.core.BearerToken;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Check;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.TokenRejectedException;
import dev.mcpauth.jwt.core.TokenRejectedException.Unverified;
import dev.mcpauth.jwt.core.TokenVerification;
import dev.mcpauth.jwt.core.TokenVerifier;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Collections;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Authenticates requests by their bearer token. The methods that a request may call are a function of its {@link Caller}, so
 * no method runs without a verified token.
 */
public final class BearerTokens {

    /** Makes the tokens of a server from its settings, as {@link BearerTokens#from} does. */
    @FunctionalInterface
    public interface Source {

        /** @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable */
        BearerTokens from(Environment environment, McpServer server, Clock clock, Rejections.Hints hints);
    }

    private static final String REALM = "mcp";
    private final LimitedLog log = new LimitedLog(LoggerFactory.getLogger(BearerTokens.class));
    private final TokenVerification verification;
    private final Rejections rejections;
    private final CallerLimit limit = new CallerLimit();

    /** Accepts the tokens that the given verification accepts. */
    public BearerTokens(TokenVerification verification, Rejections.Hints hints) {
        this.verification = verification;
        this.rejections = new Rejections(REALM, hints);
    }

    /**
     * Accepts the tokens that the settings describe. The server also publishes its local keys.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable
     */
    public static BearerTokens from(Environment environment, McpServer server, Clock clock) {
        return from(environment, server, clock, (challenge, status) -> challenge);
    }

    /** The same, with hints for rejected clients. */
    public static BearerTokens from(Environment environment, McpServer server, Clock clock, Rejections.Hints hints) {
        return new BearerTokens(verification(environment, server, clock), hints);
    }

    /** The verification of JWTs that the settings describe. The server also publishes the keys that it has of its own. */
    public static TokenVerification verification(Environment environment, McpServer server, Clock clock) {
        TokenSettings settings = TokenSettings.from(environment, server.settings());
        IssuerKeys keys = IssuerKeys.from(environment, settings, clock);
        server.add(new JwksEndpoint(keys.published()));
        server.note(settings.toString());
        server.note("Keys: " + keys.description());
        return new TokenVerifier(keys.forVerification(), settings.rules(), clock);
    }

    public Rejections rejections() {
        return rejections;
    }

    /** Admits requests with a valid token. */
    public Function<Context, Admission> require(Function<Caller, JsonRpcHandler> methods) {
        return admit(caller -> new Admission.Granted(methods.apply(caller)));
    }

    /** The same, where more than the methods depends on the caller. */
    public Function<Context, Admission> admit(Function<Caller, Admission.Granted> granted) {
        return ctx -> admit(ctx, granted);
    }

    private Admission admit(Context ctx, Function<Caller, Admission.Granted> granted) {
        BearerToken token = BearerToken.in(Collections.list(ctx.req().getHeaders("Authorization")));
        if (token instanceof BearerToken.Present present) {
            return verify(present.token(), granted);
        }
        if (token instanceof BearerToken.Malformed malformed) {
            log.warn("malformed Authorization", "Rejected a request: {}", malformed.reason());
            return rejections.invalidRequest(malformed.reason());
        }
        return rejections.tokenMissing();
    }

    private Admission verify(String token, Function<Caller, Admission.Granted> granted) {
        try {
            Caller caller = verification.verify(token);
            Admission.Granted admission = granted.apply(caller);
            return limit.enter(caller) ? admission.finallyDo(() -> limit.leave(caller)) : rejections.tooManyRequests();
        } catch (TokenRejectedException e) {
            logRejection(e);
            return rejections.invalidToken(e.check());
        } catch (KeysUnavailableException e) {
            log.warn("keys unavailable", "Could not verify a token: {}", e.getMessage());
            return rejections.keysUnavailable();
        }
    }

    private void logRejection(TokenRejectedException e) {
        String reason = "Rejected a token: {} (expected {}, found {})";
        Check check = e.check();
        if (e.token().isEmpty()) {
            log.warn(check.name(), reason, check.sentence(), e.expected(), e.found());
        } else {
            Unverified token = e.token().get();
            log.warn(
                    check.name(),
                    reason + ". The token has iss {}, aud {}, kid {}",
                    check.sentence(),
                    e.expected(),
                    e.found(),
                    token.issuer(),
                    token.audience(),
                    token.kid());
        }
    }
}
