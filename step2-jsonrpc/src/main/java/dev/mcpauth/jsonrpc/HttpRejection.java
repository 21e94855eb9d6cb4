package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.javalin.http.Context;
import java.util.Map;

/**
 * The HTTP response to a rejected request. It is a value, so that a method that can reject a request says so in its signature.
 *
 * @param headers further response headers
 * @param body records, maps and lists that are an object in JSON
 */
public record HttpRejection(int status, Map<String, String> headers, Object body) implements Admission, Answer {

    /** The usual body, in the form of OAuth errors (RFC 6749 section 5.2). */
    public record Problem(
            String error, @JsonProperty("error_description") String errorDescription) {}

    /** A rejection that is a JSON-RPC error without an id, because the body has not been read. */
    static HttpRejection of(JsonRpcException e) {
        JsonRpcResponse response = JsonRpcResponse.error(e);
        return new HttpRejection(response.status(), Map.of(), response.message());
    }

    /** Sends the response and ends it. */
    public void send(Context ctx) {
        headers.forEach(ctx::header);
        JsonRpcResponse.write(ctx, status, body);
    }
}
