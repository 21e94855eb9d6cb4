package dev.mcpauth.authserver;

import dev.mcpauth.authserver.http.AnyOrigin;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.upstream.UpstreamSettings;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Health;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.health.WebServer;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.jsonrpc.AllowedHosts;
import dev.mcpauth.jsonrpc.BodyBuffer;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwks.KeyFolder;
import io.javalin.Javalin;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Optional;

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
        WebServer server = WebServer.from(environment, PORT);
        PracticeSettings settings = PracticeSettings.from(environment, server.settings(), resource(environment));
        Optional<UpstreamSettings> upstream = UpstreamSettings.from(environment, settings, clock);
        new SigningKeys(settings.keys()).currentOrNew();
        AllowedHosts allowedHosts = AllowedHosts.from(environment, server.settings());
        Health health = new Health();
        health.show("issuer", settings.issuer());
        server.note(
                "Issues tokens for " + settings.resource().audience() + ", signed with the keys in " + settings.keys());
        return server.add(health)
                .add(new BodyBuffer())
                .add(config -> AnyOrigin.addTo(config.routes, JwksEndpoint.PATH))
                .add(new JwksEndpoint(KeyFolder.open(settings.keys(), clock)))
                .add(new PracticeServer(settings, upstream, allowedHosts, clock))
                .create();
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
