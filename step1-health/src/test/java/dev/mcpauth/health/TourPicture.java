package dev.mcpauth.health;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A picture of a terminal in which someone takes the tour of the README at the top of the repository. {@code TourTest} in step 8 runs the
 * commands and compares their output, so the picture shows what the server really sends.
 */
final class TourPicture {

    private static final Pattern SECTION = Pattern.compile("(?ms)^## A five-minute tour$(.*?)^## ");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|output)$\\n(.*?)^```$");

    private static final int COLUMNS = 110;
    private static final double CHARACTER = 7.8;
    private static final int LINE = 18;
    private static final int MARGIN = 20;
    private static final int TITLE = 36;

    private record Line(String style, String text) {}

    private TourPicture() {}

    /** @param page the text of the README */
    static String of(String page) {
        List<Line> lines = lines(page);
        int width = (int) Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN;
        int height = TITLE + lines.size() * LINE + MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
            <title>The tour in a terminal</title>
            <style>
            text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #9da7b3 }
            .command { fill: #f0f6fc } .good { fill: #56d364 } .bad { fill: #ff7b72 }
            </style>
            <rect x="0.5" y="0.5" width="%3$d" height="%4$d" rx="8" fill="#0d1117" stroke="#57606a"/>
            <circle cx="20" cy="18" r="6" fill="#ff7b72"/><circle cx="40" cy="18" r="6" fill="#e3b341"/><circle cx="60" cy="18" r="6" fill="#56d364"/>
            """.formatted(width, height, width - 1, height - 1));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String text = line.text();
            if (!text.isBlank()) {
                int indentation = text.indexOf(text.strip());
                // With textLength, the picture has the same size in every font.
                svg.append("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\"%s>%s</text>%n"
                        .formatted(
                                MARGIN + indentation * CHARACTER,
                                TITLE + (i + 1) * LINE - 4,
                                text.strip().length() * CHARACTER,
                                line.style().isEmpty() ? "" : " class=\"" + line.style() + "\"",
                                escaped(text.strip())));
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private static List<Line> lines(String page) {
        List<Line> lines = new ArrayList<>();
        MatchResult section = SECTION.matcher(page).results().findFirst().orElseThrow();
        for (MatchResult block : BLOCK.matcher(section.group(1)).results().toList()) {
            boolean command = block.group(1).equals("sh");
            String prompt = "$ ";
            for (String text : block.group(2).lines().toList()) {
                for (String part : wrapped(command ? prompt + text : text)) {
                    lines.add(new Line(command ? "command" : style(text), part));
                }
                prompt = "  ";
            }
            if (!command) {
                lines.add(new Line("", ""));
            }
        }
        return lines;
    }

    private static String style(String output) {
        if (output.startsWith("HTTP/1.1 4") || output.startsWith("{\"error\"")) {
            return "bad";
        }
        return output.contains("\"result\"") ? "good" : "";
    }

    /** The parts of a line that fit into the terminal, all but the first indented. */
    private static List<String> wrapped(String line) {
        List<String> parts = new ArrayList<>();
        String rest = line;
        while (rest.length() > COLUMNS) {
            int space = rest.lastIndexOf(' ', COLUMNS);
            int end = space > COLUMNS / 2 ? space : COLUMNS;
            parts.add(rest.substring(0, end));
            rest = "    " + rest.substring(end).strip();
        }
        parts.add(rest);
        return parts;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
