package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Text;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The user signs in with a browser, and the client gets a code, which it exchanges for tokens (RFC 6749 section 4.1, with the
 * restrictions of RFC 9700). {@code state} ties the response to this request, {@code iss} to the authorization server (RFC
 * 9207), and PKCE the code to this client (RFC 7636).
 */
final class AuthorizationCodeFlow {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TokenEndpoint tokenEndpoint;
    private final UserDialog user;
    private final boolean unadvertisedPkce;

    AuthorizationCodeFlow(TokenEndpoint tokenEndpoint, UserDialog user, boolean unadvertisedPkce) {
        this.tokenEndpoint = tokenEndpoint;
        this.user = user;
        this.unadvertisedPkce = unadvertisedPkce;
    }

    /** @throws OAuthError if the authorization server refuses */
    Tokens run(
            AuthorizationServer server,
            ClientIdentity client,
            CallbackListener listener,
            URI resource,
            Set<String> scopes)
            throws OAuthError {
        if (!unadvertisedPkce) {
            server.requirePkce();
        }
        State state = new State();
        CodeVerifier verifier = new CodeVerifier();
        AuthorizationRequest.Builder request = new AuthorizationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE), client.clientId())
                .endpointURI(server.authorizationEndpoint())
                .redirectionURI(listener.redirectUri())
                .state(state)
                .codeChallenge(verifier, CodeChallengeMethod.S256)
                .resource(resource);
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        user.open(request.build().toURI());
        URI response = listener.await(PATIENCE, user::typedLine)
                .orElseThrow(() -> new Failure(
                        ExitCode.SIGN_IN,
                        "Nobody signed in within " + PATIENCE.toMinutes() + " minutes. Run the command again; without a"
                                + " browser on this machine, use login --device."));
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(code(response, server, state), listener.redirectUri(), verifier);
        return tokenEndpoint.exchange(server, client, grant, resource);
    }

    /** The order of the checks matters: the client must not show even the error of a response that someone else has sent. */
    private static AuthorizationCode code(URI url, AuthorizationServer server, State state) throws OAuthError {
        AuthorizationResponse response;
        try {
            response = AuthorizationResponse.parse(url);
        } catch (ParseException e) {
            throw refused("it is not a valid authorization response");
        }
        if (!state.equals(response.getState())) {
            throw refused("its state is not the one of this sign-in. Another page may have sent it");
        }
        Optional<String> iss = Optional.ofNullable(response.getIssuer()).map(Issuer::getValue);
        if (iss.isEmpty() && server.promisesIss()) {
            throw refused("it lacks iss, which " + server.issuer() + " promises to send");
        }
        if (iss.isPresent() && !iss.get().equals(server.issuer())) {
            throw refused("it is from another authorization server: iss is \"" + Text.brief(iss.get())
                    + "\", expected \"" + server.issuer() + "\"");
        }
        if (!response.indicatesSuccess()) {
            ErrorObject error = response.toErrorResponse().getErrorObject();
            throw new OAuthError(
                    String.valueOf(error.getCode()),
                    Optional.ofNullable(error.getDescription()).orElse(""));
        }
        if (response.toSuccessResponse().getAccessToken() != null
                || response.toSuccessResponse().getAuthorizationCode() == null) {
            throw refused("it has no code, or a token, which the client did not ask for");
        }
        return response.toSuccessResponse().getAuthorizationCode();
    }

    private static Failure refused(String why) {
        return new Failure(
                ExitCode.SIGN_IN,
                "The client refuses the response that the browser brought: " + why + ". You are not signed in.");
    }
}
