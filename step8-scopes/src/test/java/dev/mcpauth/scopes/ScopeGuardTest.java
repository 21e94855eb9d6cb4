package dev.mcpauth.scopes;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Caller;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The guard, with a method for which the policy has no rule. */
class ScopeGuardTest {

    private static final Caller CALLER =
            new Caller("admin", "admin", Optional.empty(), Set.of("mcp:read"), Set.of("admin"), Instant.MAX);

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> {
        MethodTable methods = MethodTable.withCapabilities("resources")
                .add("resources/list", (request, exchange) -> Result.of(Map.of("resources", "all of them")));
        Rejections rejections = new Rejections("mcp", (challenge, status) -> challenge);
        return McpServer.from(environment)
                .create(new ScopeGuard(
                        methods,
                        Policy.COURSE,
                        request -> Optional.empty(),
                        Sizes.in(new Catalog(List.of(), List.of())),
                        CALLER,
                        rejections,
                        new AuditLog(Clock.systemUTC())));
    });

    private static ValidatableResponse call(String method) {
        return SERVER.request()
                .header("Content-Type", "application/json")
                .header("MCP-Protocol-Version", "2025-11-25")
                .body(Mcp.message(method, "{}"))
                .post("/mcp")
                .then();
    }

    @Test
    void deniesAMethodWithoutARule() {
        call("resources/list")
                .body("error.code", equalTo(-32601))
                .body("error.message", equalTo("Method not found: \"resources/list\""));
        call("ping").body("result", notNullValue());
    }
}
