package dev.mcpauth.webclient;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Wire;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server sends, and what the files of the page do not contain. */
class PageTest {

    private static WebClient client;

    @BeforeAll
    static void start() throws IOException {
        client = WebClient.start(Settings.from(Map.of(
                "MCP_PORT", "0",
                "MCP_SERVER", "https://mcp.example/some/mcp",
                "MCP_ISSUER", "https://auth.example:8443/tenant",
                "MCP_CLIENT_ID", "https://client.example/page.json")));
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private static RequestSpecification request() {
        return given().baseUri("http://localhost")
                .port(client.address().getPort())
                .urlEncodingEnabled(false);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/index.html, text/html; charset=utf-8",
        "/callback?code=c&state=s, text/html; charset=utf-8",
        "/style.css, text/css; charset=utf-8",
        "/main.js, text/javascript; charset=utf-8",
        "/icon.svg, image/svg+xml",
        "/settings.json, application/json"
    })
    void servesTheFilesWithTheirTypes(String path, String type) {
        String body = request()
                .get(path)
                .then()
                .statusCode(200)
                .header("Content-Type", type)
                .extract()
                .asString();
        request()
                .head(path)
                .then()
                .statusCode(200)
                .header("Content-Length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length))
                .body(emptyString());
    }

    /** Error responses have these headers, too: an error page has the same origin as the page. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/callback", "/main.js", "/nothing"})
    void everyResponseLimitsWhatThePageCanDo(String path) {
        request()
                .get(path)
                .then()
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                                + "connect-src 'self' https://mcp.example https://auth.example:8443; "
                                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                                + "require-trusted-types-for 'script'; trusted-types 'none'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .header("Access-Control-Allow-Origin", equalTo(null));
    }

    @Test
    void tellsThePageItsSettings() {
        request()
                .get("/settings.json")
                .then()
                .body("server", equalTo("https://mcp.example/some/mcp"))
                .body("issuer", equalTo("https://auth.example:8443/tenant"))
                .body("clientId", equalTo("https://client.example/page.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/main.js/",
                "//main.js",
                "/MAIN.JS",
                "/main%2Ejs",
                "/../main.js",
                "/Page.class",
                "/WebClient.class",
                "/META-INF/MANIFEST.MF"
            })
    void otherPathsDoNotExist(String path) {
        Wire.Answer answer = Wire.send(client.address().getPort(), "GET " + path + " HTTP/1.1\nHost: localhost");
        assertEquals(404, answer.status());
        assertFalse(answer.body().contains("import"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void otherMethodsAreNotAllowed(String method) {
        request()
                .request(method, "/")
                .then()
                .statusCode(405)
                .header("Allow", "GET, HEAD")
                .body(not(containsString("<")));
    }

    @Test
    void listensOnThisMachineOnly() {
        assertTrue(client.address().getAddress().isLoopbackAddress());
    }

    // The files of the page

    private static Path folder() throws URISyntaxException {
        return Path.of(PageTest.class.getResource("index.html").toURI()).getParent();
    }

    private static String file(String name) throws Exception {
        return Files.readString(folder().resolve(name));
    }

    private static List<String> scripts() {
        return Page.FILES.stream().filter(name -> name.endsWith(".js")).toList();
    }

    @Test
    void everyFileIsServed() throws Exception {
        try (Stream<Path> files = Files.list(folder())) {
            assertEquals(
                    new TreeSet<>(Page.FILES),
                    new TreeSet<>(files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.endsWith(".class"))
                            .toList()));
        }
    }

    @Test
    void everyImportIsAFileOfThePage() throws Exception {
        for (String name : scripts()) {
            Pattern.compile("from '([^']*)'|import\\(")
                    .matcher(file(name))
                    .results()
                    .forEach(found -> assertTrue(
                            Page.FILES.contains(String.valueOf(found.group(1)).replaceFirst("^\\./", "")),
                            name + " imports " + found.group()));
        }
    }

    /** The content security policy would block inline code, and the page would not work. */
    @Test
    void thePageHasNoInlineCode() throws Exception {
        String html = file("index.html");
        assertFalse(Pattern.compile("<style|\\sstyle=|\\son\\w+=|javascript:|<script(?![^>]*\\ssrc=)|https?:")
                .matcher(html)
                .find());
        assertEquals(1, html.split("<script", -1).length - 1);
    }

    @Test
    void noScriptTurnsTextIntoHtmlOrCode() throws Exception {
        Pattern risky =
                Pattern.compile("\\.(inner|outer)HTML|insertAdjacentHTML|document\\.write|DOMParser|srcdoc|\\beval\\b"
                        + "|new Function|setAttribute\\(|createContextualFragment");
        for (String name : scripts()) {
            assertFalse(
                    risky.matcher(file(name).replaceAll("(?m)^\\s*//.*$", "")).find(), name);
        }
    }

    /** The token is in a variable. Only the sign-in stores anything, and what it stores contains no token. */
    @Test
    void noScriptStoresTheToken() throws Exception {
        for (String name : scripts()) {
            String script = file(name);
            assertFalse(
                    script.contains("localStorage") || script.contains("indexedDB") || script.contains(".cookie"),
                    name);
            assertEquals(name.equals("sign-in.js"), script.contains("sessionStorage"), name);
        }
    }
}
