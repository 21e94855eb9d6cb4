package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.authserver.upstream.FakeOpenIdProvider;
import dev.mcpauth.authserver.upstream.NaiveProxy;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a whole: its metadata, cross-origin access, and the settings that it refuses. */
class AppTest extends Practice implements ReadmeContract {

    private static final FakeOpenIdProvider PROVIDER = FakeOpenIdProvider.start();

    @RegisterExtension
    static final RunningServer BROKER = RunningServer.of(App::create, () -> UpstreamSignInTest.settings(PROVIDER));

    private static NaiveProxy proxy;

    @BeforeAll
    static void startProxy() throws IOException {
        PROVIDER.approvedBy("alice");
        proxy = new NaiveProxy(0, PROVIDER.url(""), false);
    }

    @AfterAll
    static void stopProxy() {
        proxy.close();
        PROVIDER.close();
    }

    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9004", BROKER);
    }

    @Override
    public Map<String, Integer> otherPortsInReadme() {
        return Map.of(
                "localhost:9014",
                URI.create(PROVIDER.url("")).getPort(),
                "localhost:9015",
                URI.create(proxy.url("")).getPort());
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public String addressInReadme() {
        return "localhost:9001";
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of("SECRET", SECRET);
    }

    @Test
    void theMetadataNamesAllEndpoints() {
        HttpResponse<String> response = http.get("/.well-known/oauth-authorization-server");
        assertEquals(
                "public, max-age=300",
                response.headers().firstValue("Cache-Control").orElse(""));
        JsonNode metadata = Http.json(response);
        String base = base();
        assertEquals(base, metadata.path("issuer").asText());
        assertEquals(
                base + "/authorize", metadata.path("authorization_endpoint").asText());
        assertEquals(base + "/token", metadata.path("token_endpoint").asText());
        assertEquals(base + "/register", metadata.path("registration_endpoint").asText());
        assertEquals(
                base + "/device_authorization",
                metadata.path("device_authorization_endpoint").asText());
        assertEquals(base + "/revoke", metadata.path("revocation_endpoint").asText());
        assertEquals(base + "/.well-known/jwks.json", metadata.path("jwks_uri").asText());
        assertEquals("[\"code\"]", metadata.path("response_types_supported").toString());
        assertEquals(
                "[\"S256\"]", metadata.path("code_challenge_methods_supported").toString());
        assertEquals(
                "[\"none\",\"client_secret_basic\",\"client_secret_post\"]",
                metadata.path("token_endpoint_auth_methods_supported").toString());
        assertEquals(
                "[\"authorization_code\",\"refresh_token\",\"urn:ietf:params:oauth:grant-type:device_code\","
                        + "\"client_credentials\"]",
                metadata.path("grant_types_supported").toString());
        assertEquals(
                "[\"mcp:read\",\"mcp:tools\",\"mcp:prompts\"]",
                metadata.path("scopes_supported").toString());
        assertTrue(
                metadata.path("authorization_response_iss_parameter_supported").booleanValue());
        assertTrue(metadata.path("client_id_metadata_document_supported").booleanValue());
        assertEquals(405, http.post("/.well-known/oauth-authorization-server").statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/oauth-authorization-server, 'GET, HEAD'",
        "/token, POST",
        "/register, POST",
        "/revoke, POST",
        "/.well-known/jwks.json, 'GET, HEAD'"
    })
    void anyOriginCanReadResponsesForClients(String path, String methods) {
        SERVER.request()
                .header("Origin", "https://anywhere.example")
                .header("Access-Control-Request-Method", "POST")
                .options(path)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Methods", methods)
                .header("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, MCP-Protocol-Version");
        HttpResponse<String> refused = http.post(path, "grant_type", "nonsense");
        assertEquals(
                "*", refused.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/authorize", "/device", "/device_authorization", "/authorize/style.css"})
    void noOtherOriginCanReadPagesForUsers(String path) {
        HttpResponse<String> page = http.get(path, "Origin", "https://anywhere.example");
        assertTrue(page.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void theStylesheetIsServed() {
        HttpResponse<String> style = http.get("/authorize/style.css");
        assertEquals("text/css", style.headers().firstValue("Content-Type").orElse(""));
        assertTrue(style.body().contains("main {"));
    }

    // Settings

    private static void create(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("MCP_KEYS_DIR", KEYS.toString(), "MCP_PORT", "0"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        App.create(new Environment(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void itRefusesToStartAtAnAddressThatOthersCanReach(String host) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create("MCP_HOST", host));
        assertEquals(
                "MCP_HOST must be a loopback address (the practice authorization server has no passwords;"
                        + " MCP_PRACTICE_AUTH_ANYWHERE=true starts it anyway), not \"" + host + "\"",
                e.getMessage());
        create("MCP_HOST", host, "MCP_PRACTICE_AUTH_ANYWHERE", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example.com", "http://192.0.2.1:9001", "http://localhost.example.com"})
    void itRefusesToStartBehindAPublicUrl(String url) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create("MCP_PUBLIC_URL", url));
        assertEquals(
                "MCP_PUBLIC_URL must be a URL of localhost, 127.0.0.1 or [::1] (the practice authorization server has no"
                        + " passwords; MCP_PRACTICE_AUTH_ANYWHERE=true starts it anyway), not \"" + url + "\"",
                e.getMessage());
        create("MCP_PUBLIC_URL", url, "MCP_PRACTICE_AUTH_ANYWHERE", "true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9001", "https://localhost", "http://127.0.0.1:9001", "http://[::1]:9001"})
    void itStartsBehindAUrlOfThisMachine(String url) {
        create("MCP_PUBLIC_URL", url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
    void itStartsAtALoopbackAddress(String host) {
        create("MCP_HOST", host);
    }

    @Test
    void theAudienceMustBeAUri() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create("MCP_AUDIENCE", "my api"));
        assertEquals(
                "MCP_AUDIENCE must be the URI of the MCP server that tokens are for, not \"my api\"", e.getMessage());
    }

    @Test
    void theOverrideMustBeTrueOrFalse() {
        InvalidSettingException e =
                assertThrows(InvalidSettingException.class, () -> create("MCP_PRACTICE_AUTH_ANYWHERE", "yes"));
        assertEquals("MCP_PRACTICE_AUTH_ANYWHERE must be true or false, not \"yes\"", e.getMessage());
    }

    // Sign-in with another provider

    private static String[] upstream(String... changes) {
        Map<String, String> all = new HashMap<>(UpstreamSignInTest.settings(PROVIDER));
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                all.remove(changes[i]);
            } else {
                all.put(changes[i], changes[i + 1]);
            }
        }
        return all.entrySet().stream()
                .flatMap(setting -> Stream.of(setting.getKey(), setting.getValue()))
                .toArray(String[]::new);
    }

    @Test
    void withASignInElsewhereItStartsWhereOthersCanReachItByHttps() {
        create(upstream("MCP_HOST", "0.0.0.0", "MCP_PUBLIC_URL", "https://auth.example.com"));
        create(upstream("MCP_PUBLIC_URL", "https://auth.example.com"));
        for (String[] plain : new String[][] {
            {"MCP_PUBLIC_URL", "http://auth.example.com"},
            {"MCP_HOST", "0.0.0.0", "MCP_PUBLIC_URL", "http://localhost:9001"},
            {"MCP_PUBLIC_URL", "http://auth.example.com", "MCP_PRACTICE_AUTH_ANYWHERE", "true"}
        }) {
            InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create(upstream(plain)));
            assertTrue(
                    e.getMessage()
                            .startsWith(
                                    "MCP_PUBLIC_URL must be an https URL, because other machines can reach this server, not"),
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MCP_UPSTREAM_ISSUER",
                "MCP_UPSTREAM_CLIENT_ID",
                "MCP_UPSTREAM_CLIENT_SECRET",
                "MCP_UPSTREAM_ROLES"
            })
    void aSignInElsewhereNeedsAllItsSettings(String name) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create(upstream(name, "")));
        assertTrue(e.getMessage().startsWith(name + " must be set, because MCP_UPSTREAM is"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MCP_UPSTREAM           | saml                    | oidc or github",
                "MCP_UPSTREAM_ISSUER    | http://idp.example      | an https URL without a password or a query (http only on this"
                        + " machine)",
                "MCP_UPSTREAM_ISSUER    | accounts.example        | an https URL without a password or a query (http only on this"
                        + " machine)",
                "MCP_UPSTREAM_ALGORITHM | none                    | one of [RS256, RS384, RS512, PS256, ES256]",
                "MCP_UPSTREAM_ALGORITHM | HS256                   | one of [RS256, RS384, RS512, PS256, ES256]",
                "MCP_UPSTREAM_ROLES     | alice                   | a list such as \"SUBJECT=admin user, *=user\", with each subject"
                        + " once",
                "MCP_UPSTREAM_ROLES     | =admin                  | a list such as \"SUBJECT=admin user, *=user\", with each subject"
                        + " once",
                "MCP_UPSTREAM_ROLES     | alice=                  | a list such as \"SUBJECT=admin user, *=user\", with each subject"
                        + " once",
            })
    void aBadSettingOfTheSignInElsewhereIsRefused(String name, String value, String expected) {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> create(upstream(name, value)));
        assertEquals(name + " must be " + expected + ", not \"" + value + "\"", e.getMessage());
    }
}
