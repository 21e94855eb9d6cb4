package dev.mcpauth.authserver.code;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.clients.RedirectUris;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.Parameters;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.pages.Consent;
import dev.mcpauth.authserver.pages.Pages;
import dev.mcpauth.authserver.pages.Question;
import dev.mcpauth.authserver.shared.Grant;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Scopes;
import dev.mcpauth.authserver.shared.UnavailableException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /authorize}: a client sends its user here, and the user comes back with an authorization code (RFC 6749 section
 * 4.1). The code works only together with the client's one-time code verifier (PKCE, RFC 7636).
 */
public final class AuthorizationEndpoint {

    private static final int MAX_STATE = 2048;
    private static final String S256_CHALLENGE =
            "[A-Za-z0-9_-]{43}"; // RFC 7636 section 4.2: a SHA-256 hash in base64url

    private final PracticeSettings settings;
    private final Clients clients;
    private final Grants grants;
    private final Consent consent;
    private final Pages pages;

    public AuthorizationEndpoint(
            PracticeSettings settings, Clients clients, Grants grants, Consent consent, Pages pages) {
        this.settings = settings;
        this.clients = clients;
        this.grants = grants;
        this.consent = consent;
        this.pages = pages;
    }

    public void addTo(RoutesConfig routes) {
        routes.get(Paths.AUTHORIZE, this::handle);
    }

    /** First the client and its redirect URI: without them, no error may redirect the browser (RFC 6749 section 4.1.2.1). */
    private void handle(Context ctx) {
        try {
            Parameters parameters = Parameters.ofQuery(ctx);
            requireOnce(parameters, "client_id", "redirect_uri", "state");
            Client client = client(parameters);
            String redirectUri = redirectUri(client, parameters);
            AuthorizationResponse response = new AuthorizationResponse(redirectUri, state(ctx), settings.issuer());
            handle(ctx, parameters, client, response);
        } catch (GeneralException e) {
            pages.showError(ctx, e);
        }
    }

    /**
     * @throws GeneralException if the request is refused and the client is not trusted. The browser stays here then: anyone can
     *     register a client and cause an error on purpose, and this server must not redirect automatically to a URI that it
     *     does not trust (RFC 9700 section 4.11.2).
     */
    private void handle(Context ctx, Parameters parameters, Client client, AuthorizationResponse response)
            throws GeneralException {
        try {
            AuthorizationRequest request = parse(parameters);
            Scope scope = check(request, client);
            String challenge = request.getCodeChallenge().getValue();
            CodeRequest codeRequest = new CodeRequest(response.redirectUri(), challenge);
            consent.ask(
                    ctx,
                    new Question(
                            client,
                            scope,
                            response.redirectUri(),
                            "",
                            response.state().length() + challenge.length(),
                            outcome(codeRequest, response)));
        } catch (GeneralException e) {
            if (!client.trusted()) {
                throw e;
            }
            response.sendError(ctx, OAuthErrors.errorOf(e));
        }
    }

    private static void requireOnce(Parameters parameters, String... names) throws GeneralException {
        for (String name : names) {
            if (parameters.all(name).size() > 1) {
                throw OAuthErrors.invalidRequest("duplicate parameter " + name);
            }
        }
    }

    private Client client(Parameters parameters) throws GeneralException {
        String id =
                parameters.first("client_id").filter(value -> !value.isBlank()).orElse("");
        if (id.isEmpty()) {
            throw OAuthErrors.invalidRequest("client_id is missing");
        }
        return clients.find(id);
    }

    private String redirectUri(Client client, Parameters parameters) throws GeneralException {
        String redirectUri = registeredRedirectUri(client, parameters);
        if (RedirectUris.isOn(settings.issuer(), URI.create(redirectUri))) {
            throw OAuthErrors.invalidRequest("redirect_uri must not be a URL of this server");
        }
        return redirectUri;
    }

    private static String registeredRedirectUri(Client client, Parameters parameters) throws GeneralException {
        Optional<String> requested = parameters.first("redirect_uri").filter(value -> !value.isEmpty());
        if (requested.isEmpty() && client.redirectUris().size() == 1) { // RFC 6749 section 3.1.2.3
            return client.redirectUris().get(0);
        }
        if (requested.isEmpty()) {
            throw OAuthErrors.invalidRequest("redirect_uri is missing");
        }
        try {
            URI uri = URI.create(requested.get());
            if (RedirectUris.isAcceptable(uri) && RedirectUris.matchesAny(client.redirectUris(), uri)) {
                return uri.toString();
            }
        } catch (IllegalArgumentException malformed) {
            // The same error as for a redirect URI of another client.
        }
        throw OAuthErrors.invalidRequest("redirect_uri is not registered for this client");
    }

    private static String state(Context ctx) throws GeneralException {
        String state = AuthorizationResponse.encodedState(ctx.req().getQueryString());
        if (state.length() > MAX_STATE) {
            throw OAuthErrors.invalidRequest("state has more than " + MAX_STATE + " characters");
        }
        return state;
    }

    /** Parses all parameters but {@code state}, because the SDK would trim its value. */
    private static AuthorizationRequest parse(Parameters parameters) throws GeneralException {
        Map<String, List<String>> others =
                new HashMap<>(parameters.withoutEmptyAndRepeated().values());
        others.remove("state");
        if (others.containsKey("resource")) {
            Messages.resources(parameters);
        }
        return Messages.parse(others, AuthorizationRequest::parse, OAuth2Error.INVALID_REQUEST);
    }

    /** @return the scopes that the user is asked for */
    private Scope check(AuthorizationRequest request, Client client) throws GeneralException {
        if (request.getRequestObject() != null) {
            throw new GeneralException(OAuth2Error.REQUEST_NOT_SUPPORTED);
        }
        if (request.getRequestURI() != null) {
            throw new GeneralException(OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
        }
        if (!ResponseType.CODE.equals(request.getResponseType())) {
            throw OAuthErrors.refusal(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        if (request.getResponseMode() != null && !ResponseMode.QUERY.equals(request.getResponseMode())) {
            throw OAuthErrors.invalidRequest("response_mode must be query");
        }
        client.require(GrantType.AUTHORIZATION_CODE);
        if (request.getCodeChallenge() == null) {
            throw OAuthErrors.invalidRequest("code_challenge is missing: PKCE is required");
        }
        if (!CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())
                || !request.getCodeChallenge().getValue().matches(S256_CHALLENGE)) {
            throw OAuthErrors.invalidRequest(
                    "code_challenge_method must be S256, and code_challenge a SHA-256 hash in base64url");
        }
        settings.resource().require(request.getResources());
        return Scopes.available(request.getScope(), client.defaultScope());
    }

    private Question.Outcome outcome(CodeRequest request, AuthorizationResponse response) {
        return new Question.Outcome() {
            @Override
            public void allowed(Context ctx, Grant grant) {
                try {
                    response.sendCode(ctx, grants.begin(grant, request));
                } catch (UnavailableException full) {
                    response.sendError(ctx, full.getErrorObject());
                }
            }

            @Override
            public void denied(Context ctx) {
                ErrorObject error = OAuth2Error.ACCESS_DENIED;
                response.sendError(ctx, error.setDescription("The user denied access"));
            }

            @Override
            public void failed(Context ctx, ErrorObject error) {
                response.sendError(ctx, error);
            }
        };
    }
}
