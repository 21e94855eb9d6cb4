package dev.mcpauth.resources;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.streams.Reverse;
import dev.mcpauth.streams.StreamingServer;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 11: a server whose callers read resources, and complete the arguments of prompts and templates. */
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
        StreamingServer server = new StreamingServer(environment, clock).add(Reverse.with(pause));
        CourseResources.addTo(server, clock);
        return server.create(BearerTokens::from);
    }
}
