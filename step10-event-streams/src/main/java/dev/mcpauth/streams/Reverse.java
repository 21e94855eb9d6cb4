package dev.mcpauth.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Exchange;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The tool {@code reverse}: slow on purpose, so that there is progress to report and something to cancel. */
public final class Reverse implements Tool.Function {

    private static final int STEPS = 10;
    private static final Duration STEP = Duration.ofMillis(500);

    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "reverse",
            "Reverse",
            "Reverses a text. Takes five seconds, and reports its progress.",
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {
                        "text": {"type": "string", "minLength": 1, "maxLength": 10000, "description": "The text to reverse"}
                      },
                      "required": ["text"],
                      "additionalProperties": false
                    }
                    """),
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {"reversed": {"type": "string", "description": "The reversed text"}},
                      "required": ["reversed"],
                      "additionalProperties": false
                    }
                    """),
            new Annotations(true, true, false));

    /** Waits for a while. Tests pass a pause that does not wait. */
    @FunctionalInterface
    public interface Pause {

        Pause SLEEPING = time -> Thread.sleep(time.toMillis());

        void last(Duration time) throws InterruptedException;
    }

    private final Pause pause;

    private Reverse(Pause pause) {
        this.pause = pause;
    }

    public static Tool with(Pause pause) {
        return new Tool(DEFINITION, new Reverse(pause));
    }

    @Override
    public CallToolResult call(ObjectNode arguments, Exchange exchange) {
        String text = arguments.path("text").textValue();
        Progress progress = Progress.of(exchange);
        Cancellation cancellation = Cancellation.of(exchange);
        ClientLog.of(exchange).log(ClientLog.Level.DEBUG, "reverse", "Reversing " + text.length() + " characters");
        try {
            for (int i = 1; i <= STEPS; i++) {
                pause.last(STEP);
                Optional<String> reason = cancellation.reason();
                if (reason.isPresent()) {
                    return CallToolResult.error(reason.get());
                }
                progress.report(i, STEPS, i + " of " + STEPS);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return CallToolResult.error(Cancellation.STOPPING);
        }
        String reversed = new StringBuilder(text).reverse().toString(); // which keeps surrogate pairs together
        return CallToolResult.of(reversed, Map.of("reversed", reversed));
    }
}
