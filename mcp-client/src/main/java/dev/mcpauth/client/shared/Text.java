package dev.mcpauth.client.shared;

/** Makes text from a server safe to show in a terminal. The server may be malicious. */
public final class Text {

    private static final int BRIEF = 200;

    private Text() {}

    /** The text without control characters, which could move the cursor or hide what follows; line breaks and tabs stay. */
    public static String harmless(String text) {
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\n' || c == '\t' || isVisible(c) ? c : '\uFFFD')
                .forEach(harmless::appendCodePoint);
        return harmless.toString();
    }

    /** The same on one line, cut to a length that fits into a message. */
    public static String brief(String text) {
        String line = harmless(text).replaceAll("\\s+", " ").strip();
        return line.length() <= BRIEF ? line : line.substring(0, BRIEF) + "…";
    }

    /** Not a control character, and not a character that changes the direction of the text after it. */
    private static boolean isVisible(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
