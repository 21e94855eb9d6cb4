package dev.mcpauth.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Parameters;

/** A token from the command line or, better, from standard input, because other users can see the command line. */
final class TokenParameter {

    private static final int MOST_BYTES = 64 * 1024;

    @Parameters(
            arity = "0..1",
            paramLabel = "TOKEN",
            defaultValue = "-",
            description = "The token; - or nothing to read it from standard input.")
    private String token;

    String read(InputStream input) {
        return read(token, input);
    }

    /** A token as people paste it: with white space around it, or with the scheme in front. */
    static String read(String token, InputStream input) {
        return (token.equals("-") ? text(input) : token).strip().replaceFirst("^(?i:bearer) +", "");
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Standard input cannot be read", e);
        }
    }
}
