package dev.mcpauth.oauth;

import dev.mcpauth.definitions.ListMethod;
import dev.mcpauth.dispatch.CallTool;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.GetPrompt;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
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
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwt.BearerFilter;
import dev.mcpauth.jwt.IssuerKeys;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.TokenVerifier;
import io.javalin.Javalin;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Step 7: a server that tells clients where to get a token. */
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
        return create(environment, Clock.systemUTC());
    }

    /** The same, by the time of another clock. */
    static Javalin create(Environment environment, Clock clock) {
        ServerSettings settings = ServerSettings.from(environment);
        AllowedHosts allowedHosts = AllowedHosts.from(environment, settings);
        TokenSettings tokens = TokenSettings.from(environment, settings);
        IssuerKeys keys = IssuerKeys.from(environment, tokens, clock);
        TokenVerifier verifier = new TokenVerifier(keys.provider(), tokens, clock);
        ProtectedResource resource = new ProtectedResource(settings, tokens);
        List<Tool> tools = Catalog.tools(clock);
        List<Prompt> prompts = Catalog.prompts();

        ServerDescription server = ServerDescription.withCapabilities("tools", "prompts");
        MethodTable methods = new MethodTable();
        new ServerMethods(server).addTo(methods);
        methods.add("tools/list", new ListMethod("tools", Tool.definitions(tools)));
        methods.add("prompts/list", new ListMethod("prompts", Prompt.definitions(prompts)));
        methods.add("tools/call", new CallTool(tools));
        methods.add("prompts/get", new GetPrompt(prompts));

        return Javalin.create(config -> {
            WebServer.configure(config, settings);
            Health.addTo(config.routes, Map.of("oauth", OAuthUrls.of(settings, resource)));
            JwksEndpoint.addTo(config.routes, keys.local());
            resource.addTo(config.routes);
            AuthorizationServer.addTo(config.routes, environment, settings, tokens, allowedHosts, clock);
            config.routes.before(McpEndpoint.PATH, new DnsRebindingGuard(allowedHosts));
            Cors.addTo(config.routes, allowedHosts);
            new BearerFilter(verifier, resource).addTo(config.routes, McpEndpoint.PATH);
            new McpEndpoint(server, new MetadataLink(methods, resource)).addTo(config.routes);
        });
    }
}
