package dev.mcpauth.client;

import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Opens a page in the user's browser. The URL comes from a server, so it must never reach a shell. */
public final class Browser {

    private static final String URL = "%s";

    private final Optional<List<String>> command;
    private final Surroundings.Programs programs;

    /** @param chosen a command, {@code none}, or nothing for the browser of {@code BROWSER} or of the operating system */
    public Browser(Optional<String> chosen, Map<String, String> environment, Surroundings.Programs programs) {
        String words = chosen.or(() -> Optional.ofNullable(environment.get("BROWSER")))
                .filter(text -> !text.isBlank())
                .orElseGet(() -> ofSystem(System.getProperty("os.name")));
        this.command = words.equals("none")
                ? Optional.empty()
                : Optional.of(Arrays.asList(words.strip().split("\\s+")));
        this.programs = programs;
    }

    private static String ofSystem(String name) {
        String system = name.toLowerCase(Locale.ROOT);
        if (system.contains("mac")) {
            return "open";
        }
        return system.contains("windows") ? "rundll32 url.dll,FileProtocolHandler" : "xdg-open";
    }

    /** @return whether a browser was started */
    boolean open(URI url) {
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new Failure(
                    ExitCode.SIGN_IN, "The client opens only http and https pages, not " + url.getScheme() + ":");
        }
        if (command.isEmpty()) {
            return false;
        }
        List<String> words = new ArrayList<>();
        command.get().forEach(word -> words.add(word.replace(URL, url.toString())));
        if (!command.get().toString().contains(URL)) {
            words.add(url.toString());
        }
        try {
            programs.start(words);
            return true;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
