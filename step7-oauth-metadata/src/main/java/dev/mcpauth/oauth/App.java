package dev.mcpauth.oauth;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.BearerTokens;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 7: a server that tells clients where to get a token. */
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
        ProtectedResource resource = OAuthMetadata.addTo(server, environment);
        BearerTokens tokens = BearerTokens.from(environment, server, clock, resource);
        return server.create(tokens.require(caller -> new MetadataLink(methods, resource)));
    }
}
