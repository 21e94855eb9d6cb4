package dev.mcpauth.authserver.upstream;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.authserver.http.Parameters;
import java.io.IOException;
import java.net.URI;
import net.minidev.json.JSONObject;

/**
 * GitHub, which has no ID tokens. {@code GET /user} says who the user is. That is enough here, unlike where a client brings a
 * token: this server has redeemed the code itself, with its own secret, so the token belongs to its own app.
 */
final class GitHubUpstream implements Upstream {

    private final URI url;
    private final URI api;
    private final ClientSecretPost authentication;
    private final URI callback;
    private final UpstreamHttp http = new UpstreamHttp();

    /**
     * @param url of the web site
     * @param api of the REST API
     * @param callback where the browser comes back
     */
    GitHubUpstream(URI url, URI api, String clientId, String secret, URI callback) {
        this.url = url;
        this.api = api;
        this.authentication = new ClientSecretPost(new ClientID(clientId), new Secret(secret));
        this.callback = callback;
    }

    @Override
    public String name() {
        return url.getAuthority();
    }

    /** Without a scope: the public profile is enough. */
    @Override
    public URI authorizationRequest(Attempt attempt) {
        return new AuthorizationRequest.Builder(ResponseType.CODE, authentication.getClientID())
                .endpointURI(URI.create(url + "/login/oauth/authorize"))
                .redirectionURI(callback)
                .state(new State(attempt.state()))
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    @Override
    public Identity identify(Attempt attempt, Parameters response) throws UpstreamException {
        AuthorizationResponses.requireIssuer(response, url + "/login/oauth", false);
        AuthorizationCode code = new AuthorizationCode(AuthorizationResponses.code(response));
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(code, callback, attempt.verifier());
        URI endpoint = URI.create(url + "/login/oauth/access_token");
        JSONObject token = json(new TokenRequest(endpoint, authentication, grant, null).toHTTPRequest());
        if (!(token.get("access_token") instanceof String accessToken)) { // errors have status 200, too
            throw UpstreamException.refused(
                    "the token endpoint responds with an error", String.valueOf(token.get("error")));
        }
        HTTPRequest who = new HTTPRequest(HTTPRequest.Method.GET, URI.create(api + "/user"));
        who.setAuthorization("Bearer " + accessToken);
        JSONObject user = json(who);
        if (!(user.get("id") instanceof Number id)) {
            throw UpstreamException.refused("the response of /user is incomplete", "without id");
        }
        return Identity.of(id.toString(), user.get("login") instanceof String login ? login : null);
    }

    private JSONObject json(HTTPRequest request) throws UpstreamException {
        String path = request.getURI().getPath();
        try {
            HTTPResponse response = request.send(http);
            if (response.getStatusCode() >= 500) {
                throw UpstreamException.unavailable(path + " fails", "status " + response.getStatusCode());
            }
            response.ensureStatusCode(200);
            return response.getBodyAsJSONObject();
        } catch (IOException e) {
            throw UpstreamException.unavailable(path + " does not respond", e.getMessage());
        } catch (ParseException quotesTheResponse) {
            throw UpstreamException.refused(path + " does not respond with JSON and status 200", "malformed");
        }
    }
}
