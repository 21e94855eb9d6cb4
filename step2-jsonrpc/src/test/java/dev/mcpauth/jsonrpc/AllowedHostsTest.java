package dev.mcpauth.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the guard; {@link JsonRpcContract} tests its defaults. */
class AllowedHostsTest {

    private static AllowedHosts with(String name, String value) {
        Environment environment = new Environment(Map.of(name, value));
        return AllowedHosts.from(environment, ServerSettings.from(environment));
    }

    @Test
    void allowsTheHostOfThePublicUrl() {
        AllowedHosts allowed = with("MCP_PUBLIC_URL", "https://MCP.example.com");
        assertTrue(allowed.allowsHost("mcp.example.com"));
        assertTrue(allowed.allowsHost("localhost:9000"));
        assertTrue(allowed.allowsOrigin("https://mcp.example.com"));
        assertFalse(allowed.allowsHost("example.com"));
    }

    @Test
    void allowsConfiguredHosts() {
        AllowedHosts allowed = with("MCP_ALLOWED_HOSTS", "Laptop.local, 192.168.1.7,[fe80::1]");
        assertTrue(allowed.allowsHost("laptop.local:9000"));
        assertTrue(allowed.allowsHost("192.168.1.7"));
        assertTrue(allowed.allowsHost("[fe80::1]:80"));
        assertTrue(allowed.allowsOrigin("http://laptop.local:3000"));
        assertFalse(allowed.allowsHost("local"));
    }

    @Test
    void allowsConfiguredOriginsExactly() {
        AllowedHosts allowed = with("MCP_ALLOWED_ORIGINS", "https://app.example.com, vscode-webview://abc");
        assertTrue(allowed.allowsOrigin("https://app.example.com"));
        assertTrue(allowed.allowsOrigin("vscode-webview://abc"));
        assertFalse(allowed.allowsOrigin("http://app.example.com"));
        assertFalse(allowed.allowsOrigin("https://app.example.com:8443"));
        assertFalse(allowed.allowsHost("app.example.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://laptop.local", "laptop.local:9000", "*", "a b"})
    void rejectsInvalidHosts(String host) {
        assertEquals(
                "MCP_ALLOWED_HOSTS must be host names without scheme and port, not \"" + host + "\"",
                assertThrows(InvalidSettingException.class, () -> with("MCP_ALLOWED_HOSTS", host))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example.com", "https://app.example.com/", "*", "null"})
    void rejectsInvalidOrigins(String origin) {
        assertEquals(
                "MCP_ALLOWED_ORIGINS must be origins like https://app.example.com, without a path, not \"" + origin
                        + "\"",
                assertThrows(InvalidSettingException.class, () -> with("MCP_ALLOWED_ORIGINS", origin))
                        .getMessage());
    }
}
