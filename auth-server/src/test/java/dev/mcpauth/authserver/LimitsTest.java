package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A full server refuses new clients and pages, and keeps those that it has. */
@Timeout(120)
class LimitsTest {

    private static final String CLIENT = """
            {"redirect_uris": ["http://localhost/callback"], "token_endpoint_auth_method": "none"}""";
    private static final MovableClock CLOCK = new MovableClock();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> App.create(environment, CLOCK), Map.of("MCP_KEYS_DIR", Practice.KEYS.toString()));

    private Http http;
    private SignIn signIn;

    @BeforeEach
    void begin() {
        CLOCK.move(Duration.ofHours(25)); // forget the clients and pages of other tests
        http = new Http(() -> "http://localhost:" + SERVER.port());
        signIn = new SignIn(http);
    }

    private static void assertTooMany(HttpResponse<String> response) {
        assertEquals(
                "429 60",
                response.statusCode() + " "
                        + response.headers().firstValue("Retry-After").orElse(""));
        assertTrue(response.body().contains("temporarily_unavailable"), response.body());
    }

    @Test
    void oneAddressCannotRegisterManyClients() throws Exception {
        String first =
                Http.json(http.postJson("/register", CLIENT)).path("client_id").asText();
        for (int i = 1; i < 500; i++) {
            assertEquals(201, http.postJson("/register", CLIENT).statusCode());
        }
        assertTooMany(http.postJson("/register", CLIENT));
        assertEquals(
                201,
                OtherAddress.send(SERVER.port(), "POST /register HTTP/1.1\r\nContent-Type: application/json", CLIENT));
        assertEquals(200, signIn.with("client_id", first).authorize().statusCode());
    }

    @Test
    void oneAddressCannotOpenManyPages() throws Exception {
        HttpResponse<String> first = signIn.authorize();
        for (int i = 1; i < 1000; i++) {
            assertEquals(200, signIn.authorize().statusCode());
        }
        HttpResponse<String> refused = signIn.authorize();
        assertTooMany(refused);
        assertTrue(refused.body().contains("Request failed"));
        assertEquals(
                200,
                http.post("/authorize/sign-in", "id", Http.hidden(first, "id"), "user", "alice")
                        .statusCode());
        CLOCK.move(Duration.ofMinutes(10));
        assertEquals(200, signIn.authorize().statusCode());
    }

    @Test
    void oneAddressCannotStartManyDevices() {
        for (int i = 0; i < 500; i++) {
            assertEquals(
                    200,
                    http.post("/device_authorization", "client_id", "mcp-test-client")
                            .statusCode());
        }
        assertTooMany(http.post("/device_authorization", "client_id", "mcp-test-client"));
    }

    @Test
    void oneAddressCannotStopTheDevicesOfOthersWithWrongCodes() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertEquals(400, http.post("/device", "user_code", "BBBB-BBBB").statusCode());
        }
        assertEquals(429, http.post("/device", "user_code", "BBBB-BBBB").statusCode());
        assertEquals(
                400,
                OtherAddress.send(
                        SERVER.port(),
                        "POST /device HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded",
                        "user_code=BBBB-BBBB"));
    }
}
