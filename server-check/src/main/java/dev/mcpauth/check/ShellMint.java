package dev.mcpauth.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the user's command for each token, with the name of the token as its last argument. Each token is minted once. */
final class ShellMint implements Credentials.Mint {

    private static final int TIMEOUT_SECONDS = 120; // the command may have to build a program first

    private final String command;
    private final Map<String, Optional<String>> tokens = new HashMap<>();

    ShellMint(String command) {
        this.command = command;
    }

    @Override
    public Optional<String> mint(String name) {
        return tokens.computeIfAbsent(name, this::run);
    }

    private Optional<String> run(String name) {
        try {
            Path output = Files.createTempFile("token", "");
            try {
                Process process = new ProcessBuilder("sh", "-c", command + " \"$1\"", "mint", name)
                        .redirectErrorStream(false)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(output.toFile())
                        .start();
                process.getOutputStream().close();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroy();
                    return Optional.empty();
                }
                String token = Files.readString(output, UTF_8).strip();
                return process.exitValue() == 0 && token.matches("[\\x21-\\x7e]+")
                        ? Optional.of(token)
                        : Optional.empty();
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
