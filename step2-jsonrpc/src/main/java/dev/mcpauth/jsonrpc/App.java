package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Health;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import io.javalin.Javalin;

/** Step 2: a server that speaks MCP, and has nothing to offer yet. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together, without starting it.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if a setting has a bad value
     */
    public static Javalin create(Environment environment) {
        ServerSettings settings = ServerSettings.from(environment);
        AllowedHosts allowedHosts = AllowedHosts.from(environment, settings);

        ServerDescription server = ServerDescription.withCapabilities();
        MethodTable methods = new MethodTable();
        new ServerMethods(server).addTo(methods);

        return Javalin.create(config -> {
            WebServer.configure(config, settings);
            Health.addTo(config.routes);
            config.routes.before(McpEndpoint.PATH, new DnsRebindingGuard(allowedHosts));
            new McpEndpoint(server, methods).addTo(config.routes);
        });
    }
}
