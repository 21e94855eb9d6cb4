package dev.mcpauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.client.shared.Failure;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrowserTest {

    private static final URI PAGE = URI.create("https://as.example/authorize?a=1&b=$(touch%20x)");

    private final List<List<String>> started = new ArrayList<>();

    private boolean open(Optional<String> command, Map<String, String> environment) {
        return new Browser(command, environment, started::add).open(PAGE);
    }

    @Test
    void passesTheUrlAsOneArgument() {
        open(Optional.of("firefox --new-window"), Map.of());
        open(Optional.of("browse %s now"), Map.of());
        open(Optional.empty(), Map.of("BROWSER", "lynx"));
        assertEquals(
                List.of(
                        List.of("firefox", "--new-window", PAGE.toString()),
                        List.of("browse", PAGE.toString(), "now"),
                        List.of("lynx", PAGE.toString())),
                started);
    }

    @Test
    void startsNothingIfThereIsNoBrowser() {
        assertFalse(open(Optional.of("none"), Map.of()));
        assertEquals(List.of(), started);
        assertFalse(new Browser(Optional.of("missing"), Map.of(), command -> {
                    throw new IOException("no such program");
                })
                .open(PAGE));
    }

    @Test
    void opensOnlyWebPages() {
        Browser browser = new Browser(Optional.of("firefox"), Map.of(), started::add);
        assertThrows(Failure.class, () -> browser.open(URI.create("file:///etc/passwd")));
        assertEquals(List.of(), started);
    }
}
