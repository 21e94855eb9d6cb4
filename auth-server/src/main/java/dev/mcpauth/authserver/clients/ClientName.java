package dev.mcpauth.authserver.clients;

import java.util.Set;

/** The name that a client has chosen for itself, as users see it. */
final class ClientName {

    private static final int MAX_LENGTH = 60;

    /** Characters that Unicode counts as letters or symbols, but that are invisible. */
    private static final Set<Integer> BLANK = Set.of(0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0);

    private ClientName() {}

    /** The name without characters that could make it look like something else; never empty. */
    static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        (name == null ? "" : name)
                .codePoints()
                .map(c -> Character.isSpaceChar(c) || BLANK.contains(c) ? ' ' : c)
                .filter(c -> !isInvisible(c))
                .forEach(clean::appendCodePoint);
        String plain = clean.toString().strip();
        if (!isVisible(plain)) {
            return "A client without a name";
        }
        boolean tooLong = plain.codePointCount(0, plain.length()) > MAX_LENGTH;
        return tooLong ? plain.substring(0, plain.offsetByCodePoints(0, MAX_LENGTH)) + "…" : plain;
    }

    /** Whether a name has at least one character that a user can see. */
    static boolean isVisible(String name) {
        return name.codePoints()
                .anyMatch(c -> !isInvisible(c) && !isMark(c) && !Character.isSpaceChar(c) && !BLANK.contains(c));
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }
}
