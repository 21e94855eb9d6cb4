package dev.mcpauth.jwks;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 5: a server that has public keys and publishes them. It does not authenticate its callers yet. */
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
        JwksEndpoint jwks = new JwksEndpoint(KeySource.from(environment, clock));
        return McpServer.from(environment)
                .add(jwks)
                .create(Catalog.ofCourse(clock).methods());
    }
}
