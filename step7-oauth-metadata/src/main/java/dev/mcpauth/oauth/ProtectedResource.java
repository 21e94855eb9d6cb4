package dev.mcpauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jwks.PublicDocument;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Challenge;
import io.javalin.config.JavalinConfig;
import java.util.List;
import java.util.Optional;

/**
 * The protected resource metadata: what this server protects, and which server issues tokens for it (RFC 9728; MCP
 * 2026-07-28, Authorization Server Discovery).
 */
public final class ProtectedResource implements Part, Rejections.Hints {

    /** The scope that a client should ask for first. It asks for more when a request needs more. */
    static final String FIRST_SCOPE = "mcp:read";

    /** Never {@code offline_access}: whether to ask for a refresh token is the client's choice. */
    private static final List<String> SCOPES = List.of("mcp:read", "mcp:tools", "mcp:prompts");

    private record Metadata(
            String resource,
            @JsonProperty("authorization_servers") List<String> authorizationServers,
            @JsonProperty("scopes_supported") List<String> scopesSupported,
            @JsonProperty("bearer_methods_supported") List<String> bearerMethodsSupported,
            @JsonProperty("resource_name") String resourceName,
            @JsonProperty("resource_documentation") String resourceDocumentation) {}

    private final Metadata metadata;
    private final String url;
    private final String scopePrefix;

    /** @param scopePrefix what clients put in front of a scope when they ask the issuer for it */
    ProtectedResource(String publicUrl, String issuer, String scopePrefix) {
        this.scopePrefix = scopePrefix;
        url = publicUrl + WellKnown.PROTECTED_RESOURCE + McpEndpoint.PATH;
        metadata = new Metadata(
                publicUrl + McpEndpoint.PATH,
                List.of(issuer),
                SCOPES.stream().map(scopePrefix::concat).toList(),
                List.of("header"),
                "MCP Auth, Step by Step",
                "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization");
    }

    /** The URL of the document. */
    public String url() {
        return url;
    }

    /** Serves the document where RFC 9728 puts it, and at the root for clients that look there. */
    @Override
    public void addTo(JavalinConfig config) {
        PublicDocument.addTo(config.routes, WellKnown.PROTECTED_RESOURCE + McpEndpoint.PATH, () -> metadata);
        PublicDocument.addTo(config.routes, WellKnown.PROTECTED_RESOURCE, () -> metadata);
    }

    /** Points to the document (RFC 9728 section 5.1). A 401 also names the scope to ask for; a 403 may already contain one. */
    @Override
    public Challenge addTo(Challenge challenge, int status) {
        Challenge pointing = challenge.with("resource_metadata", url);
        Optional<String> scope = status == 401 ? Optional.of(FIRST_SCOPE) : challenge.parameter("scope");
        return scope.map(name -> pointing.with("scope", scopePrefix + name)).orElse(pointing);
    }
}
