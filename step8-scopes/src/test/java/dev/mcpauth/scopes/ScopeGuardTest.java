package dev.mcpauth.scopes;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.ServerDescription;
import dev.mcpauth.jsonrpc.ServerMethods;
import io.javalin.Javalin;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guard in front of a method that somebody has added and left out of the policy. */
class ScopeGuardTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> Javalin.create(config -> {
        WebServer.configure(config, ServerSettings.from(environment));
        ServerDescription server = ServerDescription.withCapabilities("resources");
        MethodTable methods = new ServerMethods(server)
                .addTo(new MethodTable())
                .add("resources/list", (request, exchange) -> Result.of(Map.of("resources", "all of them")));
        ScopeGuard guard = new ScopeGuard(methods, new AuditLog(Clock.systemUTC()));
        new McpEndpoint(server, guard).addTo(config.routes);
    }));

    private static ValidatableResponse call(String method) {
        return SERVER.request()
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2025-11-25")
                .body(Mcp.message(method, "{}"))
                .post("/mcp")
                .then();
    }

    @Test
    void aMethodWithoutARuleIsForNobody() {
        call("resources/list")
                .body("error.code", equalTo(-32601))
                .body("error.message", equalTo("Method not found: \"resources/list\""));
        call("ping").body("result", notNullValue());
    }
}
