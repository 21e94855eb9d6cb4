package dev.mcpauth.jwt;

import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.jwt.core.Check;
import dev.mcpauth.jwt.core.RemoteKeys;
import java.time.Duration;
import java.util.Map;

/**
 * The responses of a protected resource to a request that it rejects (RFC 6750 section 3.1). The body repeats the error for
 * clients that do not read headers.
 */
public final class Rejections {

    /** Adds parameters that help a client to get access, such as where to get a token. */
    @FunctionalInterface
    public interface Hints {
        Challenge addTo(Challenge challenge, int status);
    }

    private final String realm;
    private final Hints hints;

    public Rejections(String realm, Hints hints) {
        this.realm = realm;
        this.hints = hints;
    }

    /** The challenge has no error code, because the request had no token that could be wrong. */
    HttpRejection tokenMissing() {
        return reject(401, "unauthorized", "An access token is required", challenge());
    }

    HttpRejection invalidToken(Check failed) {
        return withError(401, "invalid_token", failed.sentence());
    }

    HttpRejection invalidRequest(String description) {
        return withError(400, "invalid_request", description);
    }

    /**
     * The server cannot tell whether the token is valid, so the client should try again: 503 with {@code temporarily_unavailable}
     * and {@code Retry-After: 10}, the pause between two attempts to fetch keys.
     */
    HttpRejection keysUnavailable() {
        String description = "The token cannot be verified at the moment";
        return later(503, RemoteKeys.PAUSE, "temporarily_unavailable", description);
    }

    /** The caller should try again: 429 with {@code too_many_requests} and {@code Retry-After: 1} (RFC 6585 section 4). */
    HttpRejection tooManyRequests() {
        return later(429, Duration.ofSeconds(1), "too_many_requests", "Too many requests of this caller are in flight");
    }

    private static HttpRejection later(int status, Duration pause, String error, String description) {
        Map<String, String> headers =
                Map.of("Retry-After", String.valueOf(pause.toSeconds()), "Cache-Control", "no-store");
        return new HttpRejection(status, headers, new HttpRejection.Problem(error, description));
    }

    /** The beginning of every challenge of this server. */
    public Challenge challenge() {
        return Challenge.bearer(realm);
    }

    /**
     * A rejection with a challenge, to which the hints are added.
     *
     * @param error the code in the body
     * @param description a fixed sentence for the body
     */
    public HttpRejection reject(int status, String error, String description, Challenge challenge) {
        Map<String, String> headers =
                Map.of("WWW-Authenticate", hints.addTo(challenge, status).toString(), "Cache-Control", "no-store");
        return new HttpRejection(status, headers, new HttpRejection.Problem(error, description));
    }

    private HttpRejection withError(int status, String error, String description) {
        Challenge challenge = challenge().with("error", error).with("error_description", description);
        return reject(status, error, description, challenge);
    }
}
