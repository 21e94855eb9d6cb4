package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jwt.core.Caller;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Sessions of legacy clients (MCP 2025-11-25, Transports, "Session Management"). The id contains the capabilities of the
 * client, sealed for its user, so the server stores nothing. It is bound to the subject rather than to a token, because tokens
 * are refreshed. It does not authenticate: each request still needs a token.
 */
final class Sessions {

    static final String HEADER = "Mcp-Session-Id";

    private static final Duration LIFETIME = Duration.ofHours(24);
    private static final String PURPOSE = "session";

    private final Seal seal;

    Sessions(Seal seal) {
        this.seal = seal;
    }

    /** @param declared the capabilities in {@code initialize} */
    String begin(Caller caller, JsonNode declared) {
        Map<String, Object> content = Map.of(
                "n", UUID.randomUUID(),
                "sub", caller.subject(),
                "cap", Capabilities.of(declared).names());
        return seal.seal(PURPOSE, Json.toTree(content), LIFETIME);
    }

    /**
     * The questions that the client of a request can answer: none without a session.
     *
     * @throws JsonRpcException with HTTP status 404 if the session has expired, or belongs to another user; the client must
     *     initialize again
     */
    Capabilities of(Context ctx, Caller caller) {
        List<String> ids = Collections.list(ctx.req().getHeaders(HEADER));
        if (ids.size() > 1) {
            throw JsonRpcException.httpError(400, "duplicate " + HEADER + " header");
        }
        return ids.stream()
                .findFirst()
                .map(id -> seal.open(PURPOSE, id)
                        .filter(content ->
                                caller.subject().equals(content.path("sub").textValue()))
                        .orElseThrow(() -> JsonRpcException.httpError(404, "this session does not exist")))
                .map(content -> new Capabilities(capabilities(content.path("cap"))))
                .orElse(Capabilities.NONE);
    }

    private static Set<String> capabilities(JsonNode names) {
        return StreamSupport.stream(names.spliterator(), false)
                .map(JsonNode::textValue)
                .collect(Collectors.toUnmodifiableSet());
    }
}
