package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import io.javalin.Javalin;

/** Step 2: a server that speaks MCP, but has no tools yet. */
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
        return McpServer.from(environment).create(MethodTable.withCapabilities());
    }
}
