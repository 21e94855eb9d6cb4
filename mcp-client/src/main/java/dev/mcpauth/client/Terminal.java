package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.auth.UserDialog;
import dev.mcpauth.client.mcp.Questions;
import dev.mcpauth.client.shared.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The person at the terminal, who reads messages, answers questions, and signs in. */
public final class Terminal implements UserDialog, Questions {

    private final PrintWriter messages;
    private final BufferedReader input;
    private final boolean asks;
    private final boolean signsIn;
    private final Browser browser;

    /**
     * @param messages where the user reads messages
     * @param asks whether the user can answer questions
     * @param signsIn whether the user can sign in, with a browser or on a device
     */
    public Terminal(PrintWriter messages, BufferedReader input, boolean asks, boolean signsIn, Browser browser) {
        this.messages = messages;
        this.input = input;
        this.asks = asks;
        this.signsIn = signsIn;
        this.browser = browser;
    }

    @Override
    public boolean canSignIn() {
        return signsIn;
    }

    @Override
    public void say(String message) {
        messages.println(Text.harmless(message));
        messages.flush();
    }

    @Override
    public boolean confirm(String question) {
        if (!asks) {
            return true;
        }
        String answer = ask(question + " [Y/n] ").orElse("n").strip().toLowerCase(Locale.ROOT);
        return answer.isEmpty() || answer.equals("y") || answer.equals("yes");
    }

    /** Whether a person at the terminal says yes; without a person, the answer is no. */
    public boolean agrees(String question) {
        return asks
                && Set.of("y", "yes")
                        .contains(ask(question + " [y/N] ").orElse("").strip().toLowerCase(Locale.ROOT));
    }

    /** The URL is always printed: the browser may not start, or run on another machine. */
    @Override
    public void open(URI url) {
        say("Open this page to sign in:\n\n  " + url + "\n");
        boolean opened = browser.open(url);
        if (asks) {
            say((opened ? "Your browser should open it now. " : "")
                    + "If the browser runs on another machine, paste here the address that the browser ends at.");
        }
    }

    @Override
    public Optional<String> typedLine() {
        try {
            return asks && input.ready() ? Optional.ofNullable(input.readLine()) : Optional.empty();
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    @Override
    public boolean canAsk() {
        return asks;
    }

    @Override
    public ObjectNode answer(JsonNode params) {
        if (!asks) {
            return Questions.NONE.answer(params);
        }
        return new Form(this::say, this::ask).answer(params);
    }

    /** A line of the user; nothing at the end of the input. */
    private Optional<String> ask(String prompt) {
        messages.print(Text.harmless(prompt));
        messages.flush();
        try {
            return Optional.ofNullable(input.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read standard input", e);
        }
    }
}
