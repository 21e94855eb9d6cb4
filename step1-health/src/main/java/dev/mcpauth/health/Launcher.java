package dev.mcpauth.health;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import java.net.BindException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What surrounds a server in its process: the environment, the exit code, the signal to stop. */
public final class Launcher {

    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    /** A free port is found first and bound later; in between, another process can take it, and then there are others. */
    private static final int TRIES = 3;

    private Launcher() {}

    /**
     * Starts a server and returns; the process ends when it is told to (SIGTERM, Ctrl+C), with exit code 0. If the
     * server cannot start, one line says why and the exit code is 1.
     *
     * @param create the {@code create} method of a step's {@code App}
     */
    public static void run(Function<Environment, Javalin> create) {
        try {
            start(create, new Environment(System.getenv()));
        } catch (RuntimeException e) {
            LOG.error("The server cannot start: {}", explain(e));
            Runtime.getRuntime().halt(1); // not exit: there is nothing to stop
        }
    }

    private static void start(Function<Environment, Javalin> create, Environment environment) {
        boolean anyPort = environment.text("MCP_PORT").equals(Optional.of("0"));
        for (int tries = anyPort ? TRIES : 1; ; tries--) {
            Javalin server = create.apply(environment);
            Thread stop = new Thread(() -> stop(server));
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                server.start();
                return;
            } catch (JavalinBindException taken) {
                if (tries == 1) {
                    throw taken;
                }
                Runtime.getRuntime().removeShutdownHook(stop);
            }
        }
    }

    private static void stop(Javalin server) {
        LOG.info("Stopping: no new requests, those under way have up to {} s", WebServer.STOP_TIMEOUT.toSeconds());
        try {
            server.stop();
        } catch (RuntimeException late) {
            LOG.warn("Some requests were still under way and have been cut off");
        }
        // A JVM that a signal stops exits with 143; we were asked to stop and did, so we say 0.
        Runtime.getRuntime().halt(0);
    }

    private static String explain(RuntimeException e) {
        for (Throwable cause = e; cause.getCause() != null; cause = cause.getCause()) {
            if (cause.getCause() instanceof BindException reason) {
                return cause.getMessage() + " (" + reason.getMessage()
                        + "); MCP_HOST and MCP_PORT choose another address";
            }
        }
        return e.getMessage();
    }
}
