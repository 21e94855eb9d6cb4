package dev.mcpauth.authserver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.fuzz.HttpConnection;
import dev.mcpauth.fuzz.Responses;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Any forms with IDs that the practice authorization server has just given out. The first line of an input is the path, the rest
 * is the form. In a form, {@code {page}} and {@code {consent}} stand for the IDs of the two pages of a sign-in, {@code {code}} for
 * an authorization code, {@code {refresh}} for a refresh token, {@code {device}} and {@code {user-code}} for the codes of a device.
 */
class FormsFuzzTest {

    private static final MovableClock CLOCK = new MovableClock();
    private static final List<String> PATHS =
            List.of("/authorize/sign-in", "/authorize/consent", "/token", "/device", "/revoke");
    private static final String CLIENT = "client_id=mcp-test-client";
    private static final String REDIRECT = "redirect_uri=http://localhost:7777/callback";

    /** The example of RFC 7636, appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> App.create(environment, CLOCK),
            Map.of("MCP_KEYS_DIR", KeyFixture.empty().folder().toString()));

    private static HttpConnection connection;
    private static String cookie;
    private static int requests;

    @FuzzTest(maxDuration = "10m")
    void neverFailsAndNeverGivesMoreThanTheUserAllowed(byte[] input) {
        String[] parts = new String(input, ISO_8859_1).replace("\r", "").split("\n", 2);
        if (parts.length < 2 || !PATHS.contains(parts[0]) || EndpointsFuzzTest.namesADocument(parts[1])) {
            return;
        }
        if (requests++ % 300 == 0) { // forget what the requests have filled: pages, devices
            CLOCK.move(Duration.ofHours(25));
            connection = new HttpConnection(SERVER.port());
            cookie = "";
        }
        String form = fillIn(parts[1]);
        HttpConnection.Response response = post(parts[0], form);
        Responses.assertNoServerError(response);
        Responses.assertShowsNoException(response, form);
        String location = response.header("location");
        assertTrue(location.isEmpty() || location.matches(EndpointsFuzzTest.REGISTERED), response.toString());
        if (parts[0].equals("/token") && response.status() == 200) {
            assertEquals("mcp:read", Responses.json(response).path("scope").asText(), response.toString());
            String decoded = Responses.decode(form);
            assertTrue(decoded.contains("refresh_token=") || decoded.contains(VERIFIER), form);
        }
    }

    /** Replaces the names of IDs by IDs. Each is new, because most of them work once. */
    private static String fillIn(String form) {
        String filled = form;
        if (filled.contains("{page}")) {
            filled = filled.replace("{page}", page());
        }
        if (filled.contains("{consent}")) {
            filled = filled.replace("{consent}", consent());
        }
        if (filled.contains("{code}")) {
            filled = filled.replace("{code}", code());
        }
        if (filled.contains("{refresh}")) {
            String request = "grant_type=authorization_code&code=" + code() + "&code_verifier=" + VERIFIER;
            HttpConnection.Response tokens = post("/token", request + "&" + CLIENT + "&" + REDIRECT);
            filled = filled.replace(
                    "{refresh}", Responses.json(tokens).path("refresh_token").asText());
        }
        if (filled.contains("{device}") || filled.contains("{user-code}")) {
            HttpConnection.Response device = post("/device_authorization", CLIENT + "&scope=mcp:read");
            filled = filled.replace(
                            "{device}",
                            Responses.json(device).path("device_code").asText())
                    .replace(
                            "{user-code}",
                            Responses.json(device).path("user_code").asText());
        }
        return filled;
    }

    private static String page() {
        HttpConnection.Response page = connection.send(
                "GET /authorize?response_type=code&" + CLIENT + "&" + REDIRECT + "&code_challenge=" + CHALLENGE
                        + "&code_challenge_method=S256&scope=mcp:read%20mcp:tools HTTP/1.1\n" + cookie,
                new byte[0]);
        if (!page.header("set-cookie").isEmpty()) {
            cookie = "Cookie: " + page.header("set-cookie").split(";", 2)[0] + "\n";
        }
        return find("name=\"id\" value=\"([^\"]*)\"", page.body());
    }

    private static String consent() {
        HttpConnection.Response page = post("/authorize/sign-in", "user=alice&id=" + page());
        return find("name=\"id\" value=\"([^\"]*)\"", page.body());
    }

    private static String code() {
        HttpConnection.Response redirect = post("/authorize/consent", "decision=allow&scope=mcp:read&id=" + consent());
        return find("[?&]code=([^&]*)", redirect.header("location"));
    }

    private static HttpConnection.Response post(String path, String form) {
        String type = "Content-Type: application/x-www-form-urlencoded\n";
        return connection.send("POST " + path + " HTTP/1.1\n" + type + cookie, form.getBytes(ISO_8859_1));
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertTrue(found.find(), text);
        return found.group(1);
    }
}
