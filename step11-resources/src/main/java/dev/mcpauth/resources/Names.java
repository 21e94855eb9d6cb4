package dev.mcpauth.resources;

import java.util.regex.Pattern;

/** Names that callers choose, and that become part of a text. */
final class Names {

    /** In code points. */
    private static final int MAX_LENGTH = 100;

    /** Control characters, invisible characters and line breaks. With them, a name could pass for a separate message. */
    private static final Pattern UNSAFE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Names() {}

    /** Whether the text is one short line of visible characters. */
    static boolean isValid(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_LENGTH
                && !UNSAFE.matcher(text).find();
    }
}
