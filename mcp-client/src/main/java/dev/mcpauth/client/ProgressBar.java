package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.shared.Text;
import java.io.PrintWriter;

/** Shows the progress that a server reports (MCP, Progress): on a terminal only, where one line can be drawn again and again. */
final class ProgressBar {

    private static final int WIDTH = 30;
    private static final int MAX_MESSAGE = 40;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private boolean drawn;

    ProgressBar(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Other notifications are ignored. */
    void update(JsonNode notification) {
        if (!terminal || !notification.path("method").asText().equals("notifications/progress")) {
            return;
        }
        JsonNode params = notification.path("params");
        double progress = params.path("progress").asDouble();
        double total = params.path("total").asDouble();
        String message = Text.brief(params.path("message").asText(""));
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
        out.print(CLEAR + bar(progress, total) + (message.isEmpty() ? "" : " " + message));
        out.flush();
        drawn = true;
    }

    private static String bar(double progress, double total) {
        if (!(total > 0)) {
            return "… "
                    + (progress == Math.rint(progress) ? String.valueOf((long) progress) : String.valueOf(progress));
        }
        double share = Math.max(0, Math.min(1, progress / total));
        int full = (int) Math.round(share * WIDTH);
        return "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] " + Math.round(share * 100) + "%";
    }

    /** Removes the bar from the terminal. */
    void clear() {
        if (drawn) {
            out.print(CLEAR);
            out.flush();
            drawn = false;
        }
    }
}
