package dev.mcpauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jwks.PublicDocument;
import dev.mcpauth.jwt.BearerFilter;
import dev.mcpauth.jwt.Challenge;
import dev.mcpauth.jwt.TokenSettings;
import io.javalin.config.RoutesConfig;
import java.util.List;

/**
 * What this server says of itself to a client that wants to sign in: what it protects, and who gives out tokens for it
 * (RFC 9728; MCP 2026-07-28, Authorization Server Discovery).
 */
public final class ProtectedResource implements BearerFilter.Hints {

    /** What a client should ask for to begin with. More is asked for when it is needed. */
    static final String FIRST_SCOPE = "mcp:read";

    private record Metadata(
            String resource,
            @JsonProperty("authorization_servers") List<String> authorizationServers,
            @JsonProperty("scopes_supported") List<String> scopesSupported,
            @JsonProperty("bearer_methods_supported") List<String> bearerMethodsSupported,
            @JsonProperty("resource_name") String resourceName,
            @JsonProperty("resource_documentation") String resourceDocumentation) {}

    private final Metadata metadata;
    private final String url;

    public ProtectedResource(ServerSettings server, TokenSettings tokens) {
        url = server.publicUrl() + WellKnown.PROTECTED_RESOURCE + McpEndpoint.PATH;
        metadata = new Metadata(
                server.publicUrl() + McpEndpoint.PATH,
                List.of(tokens.issuer()),
                List.of(
                        "mcp:read",
                        "mcp:tools",
                        "mcp:prompts"), // never offline_access: that is the client's to ask for
                List.of("header"),
                "MCP Auth, Step by Step",
                "https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization");
    }

    /** The URL of the document. */
    public String url() {
        return url;
    }

    /** Serves the document where RFC 9728 puts it, and at the root for clients that look there first. */
    public void addTo(RoutesConfig routes) {
        PublicDocument.addTo(routes, WellKnown.PROTECTED_RESOURCE + McpEndpoint.PATH, () -> metadata);
        PublicDocument.addTo(routes, WellKnown.PROTECTED_RESOURCE, () -> metadata);
    }

    /** Points from a refusal to the document (RFC 9728 section 5.1); a 401 also says what to ask for. */
    @Override
    public Challenge addTo(Challenge challenge, int status) {
        Challenge pointing = challenge.with("resource_metadata", url);
        return status == 401 ? pointing.with("scope", FIRST_SCOPE) : pointing;
    }
}
