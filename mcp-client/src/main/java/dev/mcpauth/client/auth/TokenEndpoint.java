package dev.mcpauth.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Token;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Exchanges a grant for tokens (RFC 6749 section 3.2). Each request names the MCP server that the token is for (RFC 8707). */
final class TokenEndpoint {

    private final OAuthHttp http;
    private final Clock clock;

    TokenEndpoint(OAuthHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** @throws OAuthError if the authorization server refuses */
    Tokens exchange(AuthorizationServer server, ClientIdentity client, AuthorizationGrant grant, URI resource)
            throws OAuthError {
        URI endpoint = server.tokenEndpoint();
        TokenRequest.Builder request = client.authentication()
                .map(authentication -> new TokenRequest.Builder(endpoint, authentication, grant))
                .orElseGet(() -> new TokenRequest.Builder(endpoint, client.clientId(), grant));
        HTTPResponse response = http.send(request.resource(resource).build().toHTTPRequest());
        refuseError(response);
        try {
            return tokens(AccessTokenResponse.parse(response), endpoint);
        } catch (ParseException e) {
            throw OAuthHttp.unreadable(endpoint, e);
        }
    }

    /** The refresh token if there is one: with it, the server revokes the access tokens of the grant, too (RFC 7009 section 2.1). */
    void revoke(URI endpoint, Credentials credentials) {
        Token token = credentials
                .tokens()
                .refresh()
                .<Token>map(RefreshToken::new)
                .orElseGet(() -> new BearerAccessToken(credentials.tokens().access()));
        ClientIdentity client = credentials.client();
        TokenRevocationRequest request = client.authentication()
                .map(authentication -> new TokenRevocationRequest(endpoint, authentication, token))
                .orElseGet(() -> new TokenRevocationRequest(endpoint, client.clientId(), token));
        try {
            refuseError(http.send(request.toHTTPRequest()));
        } catch (OAuthError e) {
            throw new Failure(ExitCode.ERROR, endpoint + " did not revoke the token: " + e.getMessage(), e);
        }
    }

    /** An error can have any status: GitHub sends 200. */
    static void refuseError(HTTPResponse response) throws OAuthError {
        JsonNode body = Optional.ofNullable(response.getBody())
                .flatMap(Json::parse)
                .filter(JsonNode::isObject)
                .orElseGet(Json::object);
        if (body.path("error").isTextual()) {
            throw new OAuthError(
                    body.path("error").asText(), body.path("error_description").asText(""));
        }
        if (!response.indicatesSuccess()) {
            throw new OAuthError("status " + response.getStatusCode(), "");
        }
    }

    private Tokens tokens(AccessTokenResponse response, URI endpoint) {
        AccessToken access = response.getTokens().getAccessToken();
        if (!(access instanceof BearerAccessToken)) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    endpoint + " issues tokens of a type that this client does not know; it knows Bearer");
        }
        RefreshToken refresh = response.getTokens().getRefreshToken();
        Optional<Instant> expiresAt = access.getLifetime() > 0
                ? Optional.of(clock.instant().plusSeconds(access.getLifetime()))
                : Optional.empty();
        Optional<Set<String>> granted =
                Optional.ofNullable(access.getScope()).map(scope -> new LinkedHashSet<>(scope.toStringList()));
        return new Tokens(
                access.getValue(), Optional.ofNullable(refresh).map(RefreshToken::getValue), expiresAt, granted);
    }
}
