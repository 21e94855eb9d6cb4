package dev.mcpauth.oauth;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 7. Every later step keeps it. The public URL is http://localhost:9000. */
public interface MetadataContract {

    String DOCUMENT = "http://localhost:9000/.well-known/oauth-protected-resource/mcp";

    RunningServer server();

    private RequestSpecification anonymous() {
        return server().anonymous().request();
    }

    private ValidatableResponse listTools(String... authorization) {
        RequestSpecification request = anonymous().header("Content-Type", "application/json");
        for (String value : authorization) {
            request.header("Authorization", value);
        }
        return request.body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
                .post("/mcp")
                .then();
    }

    // The documents

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"})
    default void publishesTheProtectedResourceMetadata(String path) {
        anonymous()
                .get(path)
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .header("Cache-Control", "public, max-age=300")
                .header("Access-Control-Allow-Origin", "*")
                .body("$", aMapWithSize(6))
                .body("resource", equalTo("http://localhost:9000/mcp"))
                .body("authorization_servers", equalTo(List.of("http://localhost:9001")))
                .body("scopes_supported", equalTo(List.of("mcp:read", "mcp:tools", "mcp:prompts")))
                .body("bearer_methods_supported", equalTo(List.of("header")))
                .body("resource_name", not(emptyString()))
                .body("resource_documentation", containsString("https://"));
        anonymous()
                .head(path)
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body(emptyString());
        anonymous().post(path).then().statusCode(405).header("Allow", "GET, HEAD");
    }

    /** The HTTP methods of the endpoint. A later step may add to them. */
    default String methodsOfEndpoint() {
        return "POST";
    }

    @Test
    default void ignoresTheHostOfTheRequestInTheMetadata() {
        anonymous()
                .header("Host", "evil.example")
                .header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Proto", "https")
                .header("Forwarded", "host=evil.example")
                .get("/.well-known/oauth-protected-resource/mcp")
                .then()
                .statusCode(200)
                .body("resource", equalTo("http://localhost:9000/mcp"))
                .body(not(containsString("evil")));
    }

    @Test
    default void doesNotAdvertiseOfflineAccess() {
        anonymous()
                .get("/.well-known/oauth-protected-resource/mcp")
                .then()
                .statusCode(200)
                .body(not(containsString("offline_access")));
    }

    /** Clients of 2025-03-26 look for the metadata of the authorization server at the MCP server. */
    @Test
    default void redirectsToTheAuthorizationServerMetadata() {
        anonymous()
                .redirects()
                .follow(false)
                .get("/.well-known/oauth-authorization-server")
                .then()
                .statusCode(302)
                .header("Location", "http://localhost:9001/.well-known/oauth-authorization-server")
                .header("Cache-Control", "public, max-age=300")
                .header("Access-Control-Allow-Origin", "*");
    }

    // The links to the documents

    @Test
    default void challengesPointToTheMetadata() {
        listTools()
                .statusCode(401)
                .header(
                        "WWW-Authenticate",
                        equalTo("Bearer realm=\"mcp\", resource_metadata=\"" + DOCUMENT + "\", scope=\"mcp:read\""));
        listTools("Bearer abc")
                .statusCode(401)
                .header("WWW-Authenticate", containsString("error=\"invalid_token\""))
                .header("WWW-Authenticate", containsString("resource_metadata=\"" + DOCUMENT + "\""))
                .header("WWW-Authenticate", containsString("scope=\"mcp:read\""));
    }

    @Test
    default void healthLinksToTheMetadata() {
        anonymous()
                .get("/health")
                .then()
                .statusCode(200)
                .body("oauth", aMapWithSize(3))
                .body("oauth.protected_resource", equalTo(DOCUMENT))
                .body(
                        "oauth.authorization_server",
                        equalTo("http://localhost:9000/.well-known/oauth-authorization-server"))
                .body("oauth.jwks", equalTo("http://localhost:9000/.well-known/jwks.json"));
    }

    @Test
    default void initializeAndDiscoverLinkToTheMetadata() {
        String path = "result._meta.'dev.mcpauth/protectedResourceMetadata'";
        Mcp mcp = new Mcp(server());
        mcp.modern("server/discover", "{}").statusCode(200).body(path, equalTo(DOCUMENT));
        mcp.legacy("initialize", "{\"protocolVersion\": \"2025-11-25\"}")
                .statusCode(200)
                .body(path, equalTo(DOCUMENT));
    }

    // Browsers

    private ValidatableResponse preflight(String path, String origin) {
        return anonymous()
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version")
                .options(path)
                .then();
    }

    @Test
    default void answersThePreflightOfAnAllowedOrigin() {
        preflight("/mcp", "http://localhost:6274")
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "http://localhost:6274")
                .header("Vary", "Origin")
                .header("Access-Control-Allow-Methods", methodsOfEndpoint())
                .header(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Accept, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id")
                .header("Access-Control-Allow-Credentials", nullValue())
                .body(emptyString());
    }

    @Test
    default void rejectsThePreflightOfAForeignOrigin() {
        assertEquals(204, preflight("/mcp", "http://localhost").extract().statusCode());
        preflight("/mcp", "http://evil.example").statusCode(403).header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    default void exposesTheChallengeToPages() {
        anonymous()
                .header("Origin", "http://localhost:6274")
                .header("Content-Type", "application/json")
                .body("{}")
                .post("/mcp")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", "http://localhost:6274")
                .header("Access-Control-Expose-Headers", containsString("WWW-Authenticate"));
    }

    @Test
    default void sendsNoCorsHeadersWithoutAnOrigin() {
        listTools()
                .header("WWW-Authenticate", containsString("resource_metadata"))
                .header("Access-Control-Allow-Origin", nullValue());
    }

    @Test
    default void rejectsOptionsWithoutAPreflightHeader() {
        anonymous()
                .header("Origin", "http://localhost")
                .options("/mcp")
                .then()
                .statusCode(405)
                .header("Allow", methodsOfEndpoint())
                .header("Access-Control-Allow-Origin", "http://localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-protected-resource/mcp",
                "/.well-known/oauth-authorization-server",
                "/.well-known/jwks.json"
            })
    default void allowsEveryOriginToReadPublicDocuments(String path) {
        anonymous()
                .header("Origin", "https://anywhere.example")
                .redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(path.endsWith("authorization-server") ? 302 : 200)
                .header("Access-Control-Allow-Origin", "*");
        preflight(path, "https://anywhere.example")
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Headers", containsString("MCP-Protocol-Version"));
    }
}
