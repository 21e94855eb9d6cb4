package dev.mcpauth.client.shared;

/** The command has failed. The message tells the user what failed, why, and what to do; it never contains a token. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    public Failure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public Failure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
