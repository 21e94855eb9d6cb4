package dev.mcpauth.health;

import io.javalin.Javalin;

/** Step 1: a server with a health endpoint, a graceful shutdown, and clear messages when it cannot start. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together, without starting it.
     *
     * @throws InvalidSettingException if a setting is not usable
     */
    public static Javalin create(Environment environment) {
        return WebServer.from(environment).anonymous().add(new Health()).create();
    }
}
