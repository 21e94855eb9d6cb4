package dev.mcpauth.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static Environment with(String name, String value) {
        return new Environment(Map.of(name, value));
    }

    @Test
    void defaultsToLoopback() {
        ServerSettings settings = ServerSettings.from(new Environment(Map.of()));
        assertEquals(new ServerSettings("127.0.0.1", 9000, "http://localhost:9000"), settings);
    }

    @Test
    void treatsBlankAsNotSet() {
        assertEquals(Optional.empty(), with("NAME", "  ").text("NAME"));
        assertEquals(9000, ServerSettings.from(with("MCP_PORT", "")).port());
    }

    @Test
    void splitsListsAtCommas() {
        assertEquals(List.of("a", "b"), with("NAMES", " a ,, b,").list("NAMES"));
        assertEquals(List.of(), with("NAMES", "a").list("OTHERS"));
    }

    @Test
    void publicUrlContainsThePortPickedForPortZero() {
        ServerSettings settings = WebServer.from(with("MCP_PORT", "0")).settings();
        assertNotEquals(0, settings.port());
        assertEquals("http://localhost:" + settings.port(), settings.publicUrl());
    }

    @Test
    void keepsAConfiguredPublicUrl() {
        Environment environment = new Environment(Map.of("MCP_PORT", "0", "MCP_PUBLIC_URL", "https://mcp.example"));
        assertEquals(
                "https://mcp.example", WebServer.from(environment).settings().publicUrl());
    }

    @Test
    void reportsUnknownVariablesWithTheNearestName() {
        Environment environment = new Environment(Map.of("MCP_PROT", "9100", "MCP_HOST", "127.0.0.1", "OTHER", "x"));
        ServerSettings.from(environment);
        assertEquals(
                List.of("MCP_PROT is not a setting of this server; did you mean MCP_PORT?"), environment.unknown());
    }

    @Test
    void showsSettingsInUseAndHidesSecrets() {
        Environment environment = new Environment(Map.of("MCP_HOST", " ::1 ", "MCP_SECRET", "abc", "MCP_UNUSED", "x"));
        environment.text("MCP_HOST");
        environment.text("MCP_PORT");
        environment.secret("MCP_SECRET");
        assertEquals(Map.of("MCP_HOST", "::1", "MCP_SECRET", "…"), environment.inUse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "65536", "80.5", "99999999999"})
    void rejectsInvalidPorts(String value) {
        assertMessage(
                with("MCP_PORT", value), "MCP_PORT must be a whole number from 0 to 65535, not \"" + value + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9000",
                "ftp://localhost",
                "http://localhost/",
                "http:///path",
                "http://localhost:99999",
                "http://localhost/base",
                "http://localhost#a",
                "not a url"
            })
    void rejectsInvalidPublicUrls(String value) {
        assertMessage(
                with("MCP_PUBLIC_URL", value),
                "MCP_PUBLIC_URL must be an http or https URL without a path, a query or a trailing slash, not \""
                        + value + "\"");
    }

    @Test
    void rejectsInvalidHosts() {
        assertEquals(
                "MCP_HOST must be an address of this machine, not \"no such host\"",
                assertThrows(InvalidSettingException.class, () -> ServerSettings.from(with("MCP_HOST", "no such host")))
                        .getMessage());
    }

    @Test
    void doesNotQuoteAUrlThatMayContainAPassword() {
        assertMessage(
                with("MCP_PUBLIC_URL", "http://user:secret@localhost"),
                "MCP_PUBLIC_URL must be an http or https URL without a path, a query or a trailing slash, not \"…\"");
        Environment environment = with("MCP_ISSUER", "https://user:secret@idp.example");
        environment.text("MCP_ISSUER");
        assertEquals(Map.of("MCP_ISSUER", "…"), environment.inUse());
    }

    @Test
    void doesNotShowTheQueryOfAUrl() {
        assertMessage(
                with("MCP_PUBLIC_URL", "http://localhost?key=secret"),
                "MCP_PUBLIC_URL must be an http or https URL without a path, a query or a trailing slash, not"
                        + " \"http://localhost?…\"");
        Environment environment = with("MCP_JWKS_URL", "https://idp.example/keys?key=secret");
        environment.text("MCP_JWKS_URL");
        assertEquals(Map.of("MCP_JWKS_URL", "https://idp.example/keys?…"), environment.inUse());
    }

    private static void assertMessage(Environment environment, String message) {
        assertEquals(
                message,
                assertThrows(InvalidSettingException.class, () -> ServerSettings.from(environment))
                        .getMessage());
    }
}
