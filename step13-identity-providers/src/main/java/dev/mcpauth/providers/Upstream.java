package dev.mcpauth.providers;

import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import dev.mcpauth.jwt.core.TokenRejectedException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The endpoint of a provider that answers questions about tokens. The token is in the body of a request and never in its URL,
 * because URLs end up in logs.
 */
final class Upstream {

    static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MAX_BYTES = 64 * 1024;

    /** @param members empty unless the status is 200 */
    record Reply(int status, Map<String, Object> members) {}

    private final LimitedHttpClient http = new LimitedHttpClient(TIMEOUT, MAX_BYTES);
    private final URI url;
    private final HttpRequest.Builder request;

    Upstream(URI url) {
        this.url = url;
        this.request = HttpRequest.newBuilder(url);
    }

    /** Authenticates each request with client id and secret (RFC 6749 section 2.3.1: both are form-encoded first). */
    Upstream authenticatedBy(String clientId, String secret) {
        String pair = encode(clientId) + ":" + encode(secret);
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        request.setHeader("Authorization", "Basic " + basic);
        return this;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Reply postForm(Map<String, String> fields) throws KeysUnavailableException {
        String form = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return post(FORM, form);
    }

    Reply postJson(Map<String, String> members) throws KeysUnavailableException {
        return post("application/json", Json.writeText(members));
    }

    private Reply post(String type, String body) throws KeysUnavailableException {
        HttpRequest.Builder post =
                request.copy().setHeader("Content-Type", type).POST(BodyPublishers.ofString(body));
        try {
            HttpResponse<byte[]> response = http.send(post);
            return new Reply(
                    response.statusCode(),
                    response.statusCode() == 200 ? Json.toMap(Json.parse(response.body())) : Map.of());
        } catch (IOException e) {
            throw unavailable(e.getMessage());
        } catch (JsonRpcException | IllegalArgumentException e) {
            throw unavailable("the response is not a JSON object");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        }
    }

    /**
     * The members of a reply with status 200.
     *
     * @param rejecting the statuses that say that the token is not valid
     * @throws KeysUnavailableException for any other status, because it does not say that the token is invalid
     */
    Map<String, Object> accepted(Reply reply, Set<Integer> rejecting)
            throws TokenRejectedException, KeysUnavailableException {
        if (rejecting.contains(reply.status())) {
            throw new TokenRejectedException(ProviderCheck.ACTIVE, "status 200", "status " + reply.status());
        }
        if (reply.status() != 200) {
            throw unavailable("status " + reply.status());
        }
        return reply.members();
    }

    /** The reason is for the log. It never quotes the provider, whose response could contain the token. */
    KeysUnavailableException unavailable(String reason) {
        return new KeysUnavailableException(
                LimitedHttpClient.withoutQuery(url) + " does not say whether a token is valid (" + reason + ")", null);
    }
}
