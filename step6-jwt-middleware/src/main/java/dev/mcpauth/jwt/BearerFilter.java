package dev.mcpauth.jwt;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Collections;

/**
 * Stands in front of an endpoint and lets nobody in without a valid token. Who gets in, is known: the {@link Caller} is in
 * the {@link Exchange}.
 */
public final class BearerFilter {

    private record Body(
            String error, @JsonProperty("error_description") String errorDescription) {}

    /** What else a client should know when it is refused: a challenge may say where to get a token. */
    @FunctionalInterface
    public interface Hints {
        Challenge addTo(Challenge challenge, int status);
    }

    private final TokenVerifier verifier;
    private final Hints hints;

    public BearerFilter(TokenVerifier verifier) {
        this(verifier, (challenge, status) -> challenge);
    }

    public BearerFilter(TokenVerifier verifier, Hints hints) {
        this.verifier = verifier;
        this.hints = hints;
    }

    /** Guards a path, for all methods that it answers; a method that it does not answer is 405 without a token, too. */
    public void addTo(RoutesConfig routes, String path) {
        routes.beforeMatched(path, this::handle);
        routes.exception(BearerException.class, this::refuse);
        routes.exception(KeysUnavailableException.class, (e, ctx) -> {
            ctx.header("Retry-After", String.valueOf(RemoteKeys.PAUSE.toSeconds()));
            answer(ctx, 503, "temporarily_unavailable", "The token cannot be verified at the moment");
        });
    }

    private void handle(Context ctx) throws KeysUnavailableException {
        String token = BearerToken.from(Collections.list(ctx.req().getHeaders("Authorization")))
                .orElseThrow(BearerException::tokenMissing);
        try {
            Caller caller = verifier.verify(token).caller();
            Exchange.of(ctx).with(Caller.class, caller).attachTo(ctx);
        } catch (TokenRefusedException e) {
            throw BearerException.invalidToken(e.reason());
        }
    }

    private void refuse(BearerException e, Context ctx) {
        ctx.header("WWW-Authenticate", hints.addTo(e.challenge(), e.status()).toString());
        answer(ctx, e.status(), e.error(), e.getMessage());
    }

    private static void answer(Context ctx, int status, String error, String description) {
        ctx.status(status)
                .header("Cache-Control", "no-store")
                .contentType("application/json")
                .result(Json.write(Json.toTree(new Body(error, description))));
    }
}
