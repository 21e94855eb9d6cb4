package dev.mcpauth.client.shared;

/** How a command ended, for scripts. */
public enum ExitCode {
    OK(0),
    /** The tool reported an error, or the server answered the request with one. */
    ERROR(1),
    USAGE(2),
    /** The user is not signed in, or the sign-in failed. */
    SIGN_IN(3),
    /** The user is signed in and may not do this. */
    FORBIDDEN(4),
    /** The server cannot be reached, or does not speak MCP. */
    UNREACHABLE(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
