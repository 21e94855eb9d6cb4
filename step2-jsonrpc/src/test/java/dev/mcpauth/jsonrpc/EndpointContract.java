package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.mcpauth.health.RunningServer;
import io.restassured.response.ValidatableResponse;

/** What the contracts of the endpoint share. */
public interface EndpointContract {

    String PING = """
            {"jsonrpc": "2.0", "id": 1, "method": "ping"}""";

    RunningServer server();

    /** Requests to the endpoint of the server. */
    default Mcp mcp() {
        return new Mcp(server());
    }

    default void assertRejected(ValidatableResponse response, int status) {
        response.statusCode(status)
                .header("Content-Type", "application/json")
                .body("jsonrpc", equalTo("2.0"))
                .body("error.code", is(-32600))
                .body("$", not(hasKey("id")));
    }
}
