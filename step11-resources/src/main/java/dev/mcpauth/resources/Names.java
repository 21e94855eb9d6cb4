package dev.mcpauth.resources;

import java.util.regex.Pattern;

/** Names that a caller chooses, and that become part of a text. */
final class Names {

    /** In characters, not halves of them. */
    private static final int MAX_LENGTH = 100;

    /** Control and invisible characters, and line ends. With them, a name could pass for a message of its own. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Names() {}

    /** Whether the text is one short line that people can see. */
    static boolean isValid(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_LENGTH
                && !UNSAFE.matcher(text).find();
    }
}
