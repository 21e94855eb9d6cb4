package dev.mcpauth.authserver;

import dev.mcpauth.authserver.http.AnyOrigin;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Health;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwks.KeyFolder;
import dev.mcpauth.jwks.KeySource;
import io.javalin.Javalin;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Map;

/** The practice authorization server: a process of its own, beside an MCP server on the same machine. */
public final class App {

    private static final int PORT = 9001;

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together without starting it; creates a signing key if there is none.
     *
     * @throws InvalidSettingException if a setting has a bad value
     */
    public static Javalin create(Environment environment) {
        return create(environment, Clock.systemUTC());
    }

    /** The same with another clock. */
    static Javalin create(Environment environment, Clock clock) {
        ServerSettings server = ServerSettings.from(environment, PORT);
        PracticeSettings settings = PracticeSettings.from(environment, server, resource(environment));
        new SigningKeys(settings.keys()).currentOrNew();
        KeySource keys = KeyFolder.open(settings.keys(), clock);
        PracticeServer practice = new PracticeServer(settings, AllowedHosts.from(environment, server), clock);
        return Javalin.create(config -> {
            WebServer.configure(config, server);
            Health.addTo(config.routes, Map.of("issuer", settings.issuer()));
            AnyOrigin.addTo(config.routes, JwksEndpoint.PATH);
            JwksEndpoint.addTo(config.routes, keys);
            practice.addTo(config.routes);
        });
    }

    private static PracticeSettings.Resource resource(Environment environment) {
        String audience = environment.text("MCP_AUDIENCE").orElse("http://localhost:9000/mcp");
        try {
            return new PracticeSettings.Resource(new URI(audience), audience);
        } catch (URISyntaxException e) {
            throw new InvalidSettingException(
                    "MCP_AUDIENCE", audience, "the URI of the MCP server that tokens are for");
        }
    }
}
