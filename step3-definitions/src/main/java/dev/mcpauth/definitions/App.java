package dev.mcpauth.definitions;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import io.javalin.Javalin;

/** Step 3: a server that lists its tools and prompts. */
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
        return McpServer.from(environment).create(Definitions.methods());
    }
}
