package dev.mcpauth.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.jwks.JwksEndpoint;

/** Where the public documents are, for people who look at {@code /health}. */
public record OAuthUrls(
        @JsonProperty("protected_resource") String protectedResource,
        @JsonProperty("authorization_server") String authorizationServer,
        String jwks) {

    public static OAuthUrls of(ServerSettings server, ProtectedResource resource) {
        return new OAuthUrls(
                resource.url(),
                server.publicUrl() + WellKnown.AUTHORIZATION_SERVER,
                server.publicUrl() + JwksEndpoint.PATH);
    }
}
