package dev.mcpauth.health;

import io.javalin.Javalin;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a server as a process: environment, exit codes, and the signal to stop. */
public final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    private Launcher() {}

    /**
     * Starts a server and returns. SIGTERM and Ctrl+C stop the process with exit code 0. If the server cannot start, the
     * log says why, and the exit code is 1.
     *
     * @param create the {@code create} method of a step's {@code App}
     */
    public static void run(Function<Environment, Javalin> create) {
        try {
            Javalin server = create.apply(new Environment(System.getenv()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            server.start();
        } catch (InvalidSettingException e) {
            LOG.error("Cannot start: {}", e.getMessage());
            Runtime.getRuntime().halt(1); // not exit, which would run the shutdown hook
        } catch (RuntimeException | Error e) {
            LOG.error("Cannot start", e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void stop(Javalin server) {
        LOG.info("Shutting down; waiting up to {} s for in-flight requests", Connections.STOP_TIMEOUT.toSeconds());
        try {
            server.stop();
        } catch (RuntimeException late) {
            LOG.warn("Some requests did not finish in time");
        }
        // After a signal, a JVM exits with 143, but a shutdown on request is a success.
        Runtime.getRuntime().halt(0);
    }
}
