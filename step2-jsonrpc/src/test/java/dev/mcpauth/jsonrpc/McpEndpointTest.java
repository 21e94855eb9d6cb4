package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import io.javalin.Javalin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint with methods that no step has. */
class McpEndpointTest {

    private record Visitor(String name) {}

    private static final MethodTable METHODS = new MethodTable()
            .add("bug", (request, exchange) -> {
                throw new IllegalStateException("secret in a message");
            })
            .add("error", (request, exchange) -> {
                throw new StackOverflowError();
            })
            .add("nothing", (request, exchange) -> null)
            .add("list", (request, exchange) -> Result.of(List.of(1)))
            .add(
                    "visitor",
                    (request, exchange) ->
                            Result.of(Map.of("name", exchange.get(Visitor.class).name())))
            .addModern("own-meta", (request, exchange) -> Result.of(Map.of("_meta", Map.of("mine", 1))));

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> Javalin.create(config -> {
        WebServer.configure(config, ServerSettings.from(environment));
        config.routes.before("/mcp", ctx -> {
            if (ctx.header("Visitor") != null) {
                Exchange.of(ctx)
                        .with(Visitor.class, new Visitor(ctx.header("Visitor")))
                        .attachTo(ctx);
            }
        });
        new McpEndpoint(ServerDescription.withCapabilities(), METHODS).addTo(config.routes);
    }));

    private final Mcp mcp = new Mcp(SERVER);

    @ParameterizedTest
    @ValueSource(strings = {"bug", "error", "nothing", "list"})
    void aBugIsAnInternalErrorAndNothingElse(String method) {
        mcp.legacy(method, "{}").statusCode(500).body(equalTo("""
                {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error"}}"""));
    }

    @Test
    void whatAFilterHasFoundOutReachesTheMethod() {
        mcp.request()
                .header("Visitor", "Ada")
                .body(Mcp.message("visitor", "{}"))
                .post("/mcp")
                .then()
                .statusCode(200)
                .body("result.name", equalTo("Ada"));
    }

    @Test
    void whatNobodyHasFoundOutIsABugOfTheWiring() {
        mcp.legacy("visitor", "{}").statusCode(500);
    }

    @Test
    void aResultMayBringMetadataOfItsOwn() {
        mcp.modern("own-meta", "{}")
                .body("result._meta.mine", equalTo(1))
                .body("result._meta.'io.modelcontextprotocol/serverInfo'.name", equalTo("mcp-auth-step-by-step"));
    }

    @Test
    void aMethodStandsInTheTableOnce() {
        assertThrows(IllegalArgumentException.class, () -> METHODS.add("bug", (request, exchange) -> null));
    }
}
