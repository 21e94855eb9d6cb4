package dev.mcpauth.elicitation;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.resources.CourseResources;
import dev.mcpauth.streams.Reverse;
import dev.mcpauth.streams.StreamingServer;
import io.javalin.Javalin;
import java.time.Clock;
import java.time.Duration;

/** Step 12: a server that asks the user during a call. */
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
        return create(environment, Clock.systemUTC(), Reverse.Pause.SLEEPING, BearerTokens::from);
    }

    /** The same server, with another way to verify tokens. */
    public static Javalin create(
            Environment environment, Clock clock, Reverse.Pause pause, BearerTokens.Source source) {
        return create(environment, clock, pause, source, Questions.PATIENCE);
    }

    static Javalin create(
            Environment environment, Clock clock, Reverse.Pause pause, BearerTokens.Source source, Duration patience) {
        Questions questions = Questions.from(environment, clock, patience);
        StreamingServer server = new StreamingServer(environment, clock).add(Reverse.with(pause));
        SharedDecisions.addTo(server);
        CourseResources.addTo(server, clock);
        return server.wrap(questions::lettingAsk)
                .admit(questions::takingAnswers)
                .create(source);
    }
}
