package dev.mcpauth.jwt;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 6: a server that authenticates its callers, and rejects requests without a valid token. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together, without starting it.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable
     */
    public static Javalin create(Environment environment) {
        return create(environment, Clock.systemUTC());
    }

    static Javalin create(Environment environment, Clock clock) {
        McpServer server = McpServer.from(environment);
        MethodTable methods = Catalog.ofCourse(clock).methods();
        BearerTokens tokens = BearerTokens.from(environment, server, clock);
        return server.create(tokens.require(caller -> methods));
    }
}
