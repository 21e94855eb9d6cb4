package dev.mcpauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mcpauth.health.Environment;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.core.TokenRules;

/** The documents with which a client that knows only the URL of the server finds out how to get a token. */
public final class OAuthMetadata {

    /** Where the documents are, for people who look at {@code /health}. */
    private record Links(
            @JsonProperty("protected_resource") String protectedResource,
            @JsonProperty("authorization_server") String authorizationServer,
            String jwks) {}

    private OAuthMetadata() {}

    /**
     * Adds the documents to the server, and lets web pages read them.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if {@code MCP_ISSUER} is not a URL at which clients can find the
     *     authorization server
     */
    public static ProtectedResource addTo(McpServer server, Environment environment) {
        return addTo(server, environment, "POST");
    }

    /**
     * The same for an endpoint that has more HTTP methods.
     *
     * @param methods those that web pages may use at the endpoint, such as {@code GET, POST}
     */
    public static ProtectedResource addTo(McpServer server, Environment environment, String methods) {
        String publicUrl = server.settings().publicUrl();
        TokenRules rules = TokenSettings.from(environment, server.settings()).rules();
        String issuer = rules.issuer();
        ProtectedResource resource = new ProtectedResource(publicUrl, issuer, rules.scopePrefix());
        server.add(new Cors(server.allowedHosts(), methods));
        server.add(resource);
        server.add(AuthorizationServer.of(issuer, publicUrl));
        server.health()
                .show(
                        "oauth",
                        new Links(
                                resource.url(),
                                publicUrl + WellKnown.AUTHORIZATION_SERVER,
                                publicUrl + JwksEndpoint.PATH));
        return resource;
    }
}
