package dev.mcpauth.client.shared;

/** The command cannot go on. The message is for the user: it names the thing, the cause and the way out, and never a token. */
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
