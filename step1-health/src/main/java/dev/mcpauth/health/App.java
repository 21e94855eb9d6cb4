package dev.mcpauth.health;

import io.javalin.Javalin;

/** Step 1: a server that says that it is well, stops gracefully, and explains itself when it cannot start. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together, without starting it.
     *
     * @throws InvalidSettingException if a setting has a bad value
     */
    public static Javalin create(Environment environment) {
        ServerSettings settings = ServerSettings.from(environment);
        return Javalin.create(config -> {
            WebServer.configure(config, settings);
            Health.addTo(config.routes);
        });
    }
}
