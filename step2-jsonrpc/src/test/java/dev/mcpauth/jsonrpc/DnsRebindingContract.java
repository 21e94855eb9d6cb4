package dev.mcpauth.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.HoldsBefore;
import dev.mcpauth.health.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts and origins may use the endpoint, and which headers must not be repeated. */
public interface DnsRebindingContract extends EndpointContract {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:9000",
                "LOCALHOST:1",
                "127.0.0.1:9000",
                "[::1]:9000",
                "host.docker.internal:9000"
            })
    default void allowsTheHostNamesOfThisMachine(String host) {
        assertEquals(200, pingWith("Host: " + host).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.evil.com",
                "evil-localhost",
                "localhost.",
                "127.0.0.1.evil.com",
                "evil.com:9000",
                "[::2]",
                "192.168.0.1"
            })
    default void rejectsAForeignHost(String host) {
        assertForbidden(pingWith("Host: " + host), "the Host is not allowed");
    }

    @Test
    default void rejectsAMissingHost() {
        Wire.Answer answer = server().send("""
                POST /mcp HTTP/1.0
                Content-Type: application/json

                %s
                """.formatted(PING));
        assertForbidden(answer, "the Host is not allowed");
    }

    @HoldsBefore
    @Test
    default void rejectsAnAuthorityThatContradictsTheHost() {
        Wire.Answer answer = server().send("""
                POST http://evil.com/mcp HTTP/1.1
                Host: localhost
                Content-Type: application/json

                %s
                """.formatted(PING));
        assertEquals(400, answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost:6274",
                "https://localhost:8443",
                "http://127.0.0.1:3000",
                "http://[::1]:3000",
                "app://localhost"
            })
    default void allowsOriginsOnThisMachine(String origin) {
        assertEquals(200, pingWith("Host: localhost\nOrigin: " + origin).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.evil.com",
                "http://evil.com",
                "https://evil.com:9000",
                "null",
                "",
                "localhost",
                "http://localhost/",
                "http://localhost/path",
                "http://localhost@evil.com",
                "http://evil.com#localhost",
                "http://localhost http://evil.com",
                "http://localhost\nOrigin: http://evil.com"
            })
    default void rejectsAForeignOrigin(String origin) {
        assertForbidden(pingWith("Host: localhost\nOrigin: " + origin), "the Origin is not allowed");
    }

    @Test
    default void checksTheHostBeforeTheHttpMethod() {
        Wire.Answer answer = server().send("GET /mcp HTTP/1.1\nHost: evil.com\n");
        assertForbidden(answer, "the Host is not allowed");
    }

    private Wire.Answer pingWith(String headers) {
        return server().send("""
                POST /mcp HTTP/1.1
                %s
                Content-Type: application/json

                %s
                """.formatted(headers, PING));
    }

    private static void assertForbidden(Wire.Answer answer, String reason) {
        assertEquals(403, answer.status());
        assertTrue(answer.body().startsWith("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,"), answer.body());
        assertTrue(answer.body().contains(reason), answer.body());
    }

    @Test
    default void checksTheHostOfAnUpgradeRequest() {
        Wire.Answer answer = server().send("""
                GET /mcp HTTP/1.1
                Host: evil.com
                Connection: Upgrade, close
                Upgrade: websocket
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """);
        assertForbidden(answer, "the Host is not allowed");
    }

    @HoldsBefore
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost",
                "Content-Type: application/json",
                "MCP-Protocol-Version: 2025-11-25",
                "Mcp-Method: ping",
                "Mcp-Name: a"
            })
    default void rejectsDuplicateHeaders(String header) {
        for (String second : List.of(header, header.split(":")[0] + ": other")) {
            String given = header.startsWith("Host") || header.startsWith("Content-Type") ? "" : "\n" + header;
            Wire.Answer answer = pingWith("Host: localhost" + given + "\n" + second);
            assertEquals(400, answer.status(), second);
        }
    }
}
