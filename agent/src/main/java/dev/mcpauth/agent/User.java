package dev.mcpauth.agent;

import dev.mcpauth.client.Terminal;
import dev.mcpauth.client.auth.UserDialog;
import dev.mcpauth.client.mcp.Questions;
import java.net.URI;
import java.util.Optional;

/** The user of the agent. Only the user decides about calls and scopes; the model cannot answer these questions. */
final class User implements UserDialog {

    private final Terminal terminal;
    private final boolean allowsAllCalls;

    User(Terminal terminal, boolean allowsAllCalls) {
        this.terminal = terminal;
        this.allowsAllCalls = allowsAllCalls;
    }

    /**
     * Whether the user allows a call. Without a person at the terminal, the answer is no.
     *
     * @param always whether to ask even if the user has allowed all calls
     */
    boolean allowsCall(String question, boolean always) {
        return allowsAllCalls && !always || terminal.agrees(question);
    }

    /** Questions that the server asks during a call. */
    Questions questions() {
        return terminal;
    }

    @Override
    public boolean canSignIn() {
        return terminal.canSignIn();
    }

    @Override
    public void say(String message) {
        terminal.say(message);
    }

    /** A step-up: more scopes for everything that the model does from now on. */
    @Override
    public boolean confirm(String question) {
        return terminal.agrees(question);
    }

    @Override
    public void open(URI url) {
        terminal.open(url);
    }

    @Override
    public Optional<String> typedLine() {
        return terminal.typedLine();
    }
}
