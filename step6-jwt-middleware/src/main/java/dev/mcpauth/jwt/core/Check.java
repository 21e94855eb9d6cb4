package dev.mcpauth.jwt.core;

/** Something that every valid token passes. {@link TokenCheck} lists the checks of a JWT. */
public interface Check {

    /** The name for the log. */
    String name();

    /** What the check ensures. */
    String rule();

    /** What the caller is told if the check fails: always the same sentence, which never quotes the token. */
    String sentence();
}
