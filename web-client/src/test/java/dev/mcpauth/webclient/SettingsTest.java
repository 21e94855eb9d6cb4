package dev.mcpauth.webclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void theDefaultsAreTheServersOfTheCourse() {
        Settings settings = Settings.from(Map.of("MCP_CLIENT_ID", " "));
        assertEquals(
                new Settings(
                        9002,
                        URI.create("http://localhost:9000/mcp"),
                        URI.create("http://localhost:9001"),
                        Optional.empty()),
                settings);
    }

    @ParameterizedTest
    @CsvSource({
        "MCP_PORT, 65536",
        "MCP_PORT, http",
        "MCP_SERVER, file:///etc/passwd",
        "MCP_SERVER, http://mcp.lan/mcp",
        "MCP_SERVER, http://user@localhost/mcp",
        "MCP_SERVER, http://localhost:9000/mcp#x",
        "MCP_ISSUER, localhost:9001",
        "MCP_ISSUER, https://a.example; script-src *",
        "MCP_ISSUER, 'https://a.example, https://b.example'",
        "MCP_CLIENT_ID, 'x\"y'",
        "MCP_CLIENT_ID, x\\y"
    })
    void aWrongValueIsNamed(String name, String value) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Settings.from(Map.of(name, value)));
        assertTrue(e.getMessage().startsWith(name + " must be "), e.getMessage());
        assertTrue(e.getMessage().endsWith("not \"" + value + "\""), e.getMessage());
    }
}
