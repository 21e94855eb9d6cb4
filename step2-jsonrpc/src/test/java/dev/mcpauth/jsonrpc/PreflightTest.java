package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.health.WebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PreflightTest {

    /** A path that rejects every request that reaches its handler, as a path that needs a token does. */
    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> WebServer.from(environment)
            .add(config -> {
                config.routes.before("/path", ctx -> Preflight.allow(ctx, "POST", "Authorization"));
                config.routes.options("/path", ctx -> ctx.status(401));
                config.routes.post("/path", ctx -> ctx.status(401));
            })
            .create());

    @Test
    void allowsWhatABrowserAsksForAndSkipsTheHandler() {
        SERVER.request()
                .header("Access-Control-Request-Method", "POST")
                .options("/path")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", "POST")
                .header("Access-Control-Allow-Headers", "Authorization")
                .header("Access-Control-Max-Age", "600")
                .header("Content-Type", equalTo(null))
                .body(equalTo(""));
    }

    @Test
    void leavesAnOptionsRequestThatIsNoPreflightToItsHandler() {
        SERVER.request().options("/path").then().statusCode(401).header("Access-Control-Allow-Methods", equalTo(null));
    }

    @Test
    void leavesTheRequestAfterThePreflightToItsHandler() {
        SERVER.request()
                .header("Access-Control-Request-Method", "POST")
                .post("/path")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Methods", equalTo(null));
    }
}
