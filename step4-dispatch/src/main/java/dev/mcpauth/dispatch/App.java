package dev.mcpauth.dispatch;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 4: a server whose tools and prompts work. It does not authenticate its callers; the next steps add that. */
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
        return McpServer.from(environment).create(Catalog.ofCourse(clock).methods());
    }
}
