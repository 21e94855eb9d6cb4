package dev.mcpauth.providers;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.streams.Reverse;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 13: a server that verifies the tokens of any identity provider, including those that only the provider can read. */
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
        return create(environment, Clock.systemUTC(), Reverse.Pause.SLEEPING);
    }

    static Javalin create(Environment environment, Clock clock, Reverse.Pause pause) {
        return dev.mcpauth.elicitation.App.create(environment, clock, pause, Verifications::from);
    }
}
