package dev.mcpauth.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import dev.mcpauth.client.shared.Json;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of a sign-in, for one MCP server.
 *
 * @param server the URL of the MCP server, the only one that gets the access token
 * @param issuer the only authorization server that gets the refresh token and the client's identity
 * @param resource the server's name in token requests
 * @param scopes the scopes that were asked for
 */
public record Credentials(
        URI server, String issuer, URI resource, ClientIdentity client, Set<String> scopes, Tokens tokens) {

    public boolean expiresWithin(Duration time, Instant now) {
        return tokens.expiresAt().filter(end -> end.isBefore(now.plus(time))).isPresent();
    }

    /** The same sign-in with new tokens. A server may keep the refresh token as it is, and then does not repeat it. */
    Credentials refreshed(Tokens next) {
        return new Credentials(
                server,
                issuer,
                resource,
                client,
                scopes,
                new Tokens(
                        next.access(),
                        next.refresh().or(tokens::refresh),
                        next.expiresAt(),
                        next.granted().or(tokens::granted)));
    }

    /** The granted scopes, if the server has named them. */
    public Set<String> grantedScopes() {
        return tokens.granted().orElse(scopes);
    }

    public Optional<Instant> expiresAt() {
        return tokens.expiresAt();
    }

    public boolean hasRefreshToken() {
        return tokens.refresh().isPresent();
    }

    /** The client's ID and how it got it, in words. */
    public String clientInWords() {
        return client.toString();
    }

    /** The payload of the access token if it is a JWT. The client cannot verify it: it is not the audience. */
    public Optional<JsonNode> claims() {
        String[] parts = tokens.access().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] payload = java.util.Base64.getUrlDecoder().decode(parts[1]);
            return Json.parse(new String(payload, java.nio.charset.StandardCharsets.UTF_8))
                    .filter(JsonNode::isObject);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Removes this sign-in's tokens from a text: a server could put the token into a result that goes elsewhere. */
    public String withoutTokens(String text) {
        String clean = text.replace(tokens.access(), "<token>");
        return tokens.refresh()
                .map(refresh -> clean.replace(refresh, "<token>"))
                .orElse(clean);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("server", server.toString())
                .put("issuer", issuer)
                .put("resource", resource.toString());
        ObjectNode identity = json.putObject("client")
                .put("id", client.id())
                .put("method", client.method().getValue())
                .put("kind", client.kind().name())
                .put("port", client.port());
        client.secret().ifPresent(secret -> identity.put("secret", secret));
        scopes.forEach(json.putArray("scopes")::add);
        json.put("access_token", tokens.access());
        tokens.refresh().ifPresent(refresh -> json.put("refresh_token", refresh));
        tokens.expiresAt().ifPresent(end -> json.put("expires_at", end.toString()));
        tokens.granted().ifPresent(granted -> granted.forEach(json.putArray("granted")::add));
        return json;
    }

    /** @throws RuntimeException if a member is missing or malformed */
    static Credentials of(JsonNode json) {
        JsonNode identity = json.required("client");
        return new Credentials(
                URI.create(json.required("server").asText()),
                json.required("issuer").asText(),
                URI.create(json.required("resource").asText()),
                new ClientIdentity(
                        identity.required("id").asText(),
                        text(identity, "secret"),
                        ClientAuthenticationMethod.parse(
                                identity.required("method").asText()),
                        ClientIdentity.Kind.valueOf(identity.required("kind").asText()),
                        identity.path("port").asInt()),
                texts(json.required("scopes")),
                new Tokens(
                        json.required("access_token").asText(),
                        text(json, "refresh_token"),
                        text(json, "expires_at").map(Instant::parse),
                        json.has("granted") ? Optional.of(texts(json.path("granted"))) : Optional.empty()));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.path(name).asText()) : Optional.empty();
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** Without tokens and secrets. */
    @Override
    public String toString() {
        return "credentials of " + client + " for " + server;
    }
}
