package dev.mcpauth.definitions;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Health;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.DnsRebindingGuard;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.ServerDescription;
import dev.mcpauth.jsonrpc.ServerMethods;
import io.javalin.Javalin;
import java.util.List;

/** Step 3: a server that tells which tools and prompts there are. */
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

        ServerDescription server = ServerDescription.withCapabilities("tools", "prompts");
        MethodTable methods = new MethodTable();
        new ServerMethods(server).addTo(methods);
        methods.add("tools/list", new ListMethod("tools", List.of(Tools.ECHO, Tools.GET_TIME)));
        methods.add("prompts/list", new ListMethod("prompts", List.of(Prompts.GREETING, Prompts.HELP)));

        return Javalin.create(config -> {
            WebServer.configure(config, settings);
            Health.addTo(config.routes);
            config.routes.before(McpEndpoint.PATH, new DnsRebindingGuard(allowedHosts));
            new McpEndpoint(server, methods).addTo(config.routes);
        });
    }
}
