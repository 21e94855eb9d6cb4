package dev.mcpauth.health;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 1. Every later step keeps it. */
public interface HealthContract {

    RunningServer server();

    @Test
    default void healthIsJsonAndNeedsNoToken() {
        server().request()
                .get("/health")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .header("X-Content-Type-Options", "nosniff")
                .body("status", equalTo("healthy"));
    }

    @Test
    default void headReturnsTheHeadersOfGet() {
        server().request()
                .head("/health")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body(emptyString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/health/",
                "/HEALTH",
                "//health",
                "/health;x",
                "/%68ealth",
                "/x/../health",
                "/%2e/health",
                "/health%2f"
            })
    default void returns404ForOtherSpellingsOfAPath(String path) {
        Wire.Answer answer = server().send("GET " + path + " HTTP/1.1\nHost: localhost\n");
        assertEquals(404, answer.status());
        assertEquals(
                "{\"error\":\"not_found\",\"error_description\":\"No resource exists at this path.\"}", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"})
    default void healthRejectsOtherMethods(String method) {
        server().request()
                .request(method, "/health")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD")
                .body("error", equalTo("method_not_allowed"));
    }

    @Test
    default void ignoresWebSocketUpgradesAndSetsNoCookie() {
        Wire.Answer answer = server().send("""
                GET /health HTTP/1.1
                Host: localhost
                Connection: Upgrade, close
                Upgrade: websocket
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """);
        assertEquals(200, answer.status());
        assertTrue(answer.headers().stream().noneMatch(header -> header.startsWith("Set-Cookie")), answer::toString);
    }

    @Test
    default void rejectsMethodOverrides() {
        server().request()
                .header("X-HTTP-Method-Override", "GET")
                .post("/health")
                .then()
                .statusCode(400)
                .body("error", equalTo("bad_request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BEFORE", "AFTER"})
    default void rejectsMethodsNamedLikeJavalinFilters(String method) {
        Wire.Answer answer = server().send(method + " /health HTTP/1.1\nHost: localhost\n\n");
        assertEquals(400, answer.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\nHost: localhost\nHost: localhost\n\n",
                "GET /health HTTP/1.1\nHost: localhost\nBroken Header: x\n\n",
                "GET /%zz HTTP/1.1\nHost: localhost\n\n",
            })
    default void rejectsMalformedHttpWithoutDetails(String request) {
        Wire.Answer answer = server().send(request);
        assertEquals(400, answer.status());
        assertEquals("{\"error\":\"bad_request\",\"error_description\":\"The request is malformed.\"}", answer.body());
    }

    @Test
    default void rootDescribesTheServer() {
        server().request()
                .get("/")
                .then()
                .statusCode(200)
                .header("Content-Type", "text/plain")
                .body(containsString("MCP Auth, Step by Step"), containsString("README.md"));
    }

    @Test
    default void errorsDoNotEchoTheRequest() {
        server().request()
                .accept("text/html")
                .get("/%3Cscript%3E")
                .then()
                .statusCode(404)
                .header("Content-Type", "application/json")
                .body(equalTo("{\"error\":\"not_found\",\"error_description\":\"No resource exists at this path.\"}"));
    }
}
