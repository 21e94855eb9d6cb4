package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import dev.mcpauth.authserver.Grants.Grant;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /authorize}: a client sends its user here, and they come back with a code (RFC 6749 section 4.1), that works
 * only together with the client's secret of the moment (PKCE, RFC 7636).
 */
final class AuthorizationEndpoint {

    private static final String S256_CHALLENGE = "[A-Za-z0-9_-]{43}"; // RFC 7636 section 4.2: a SHA-256 in base64url

    private final PracticeSettings settings;
    private final Clients clients;
    private final Grants grants;
    private final Consent consent;
    private final Pages pages;

    AuthorizationEndpoint(PracticeSettings settings, Clients clients, Grants grants, Consent consent, Pages pages) {
        this.settings = settings;
        this.clients = clients;
        this.grants = grants;
        this.consent = consent;
        this.pages = pages;
    }

    void addTo(RoutesConfig routes) {
        routes.get(Paths.AUTHORIZE, this::handle);
    }

    /** The way back to a client: its own redirect URI, and nobody else's. */
    private record WayBack(ClientInformation client, URI redirectUri, State state) {}

    private void handle(Context ctx) {
        Map<String, List<String>> parameters = ctx.queryParamMap();
        WayBack wayBack;
        try {
            wayBack = wayBack(parameters);
        } catch (GeneralException e) {
            // Whoever sent the user here may be anybody, so the user stays here (RFC 6749 section 4.1.2.1).
            ErrorObject error = Messages.errorOf(e);
            pages.showError(ctx, 400, error.getCode(), error.getDescription() + ".");
            return;
        }
        try {
            AuthorizationRequest request =
                    Messages.parse(Messages.onlyOnceAndNotEmpty(parameters), AuthorizationRequest::parse);
            Scope scope = check(request, wayBack.client());
            consent.ask(
                    ctx,
                    new Consent.Question(
                            wayBack.client(),
                            scope,
                            Optional.of(wayBack.redirectUri()),
                            "",
                            outcome(request, wayBack)));
        } catch (GeneralException e) {
            refuse(ctx, wayBack, Messages.errorOf(e));
        }
    }

    private WayBack wayBack(Map<String, List<String>> parameters) throws GeneralException {
        Map<String, List<String>> own = new HashMap<>(parameters);
        own.keySet().retainAll(Set.of("client_id", "redirect_uri", "state"));
        own = Messages.onlyOnceAndNotEmpty(own);
        String clientId = first(own, "client_id");
        if (clientId == null) {
            throw invalid("client_id is missing");
        }
        ClientInformation client = clients.find(new ClientID(clientId));
        return new WayBack(client, redirectUri(client, first(own, "redirect_uri")), State.parse(first(own, "state")));
    }

    private static String first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
    }

    private static URI redirectUri(ClientInformation client, String requested) throws GeneralException {
        Set<URI> registered = client.getMetadata().getRedirectionURIs() == null
                ? Set.of()
                : client.getMetadata().getRedirectionURIs();
        if (requested == null && registered.size() == 1) { // RFC 6749 section 3.1.2.3
            return registered.iterator().next();
        }
        if (requested == null) {
            throw invalid("redirect_uri is missing");
        }
        try {
            URI uri = URI.create(requested);
            if (RedirectUris.isAcceptable(uri) && RedirectUris.matchesAny(registered, uri)) {
                return uri;
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer as for one of somebody else.
        }
        throw invalid("redirect_uri is not one of those that the client has registered");
    }

    /** @return what the user will be asked for */
    private Scope check(AuthorizationRequest request, ClientInformation client) throws GeneralException {
        if (request.getRequestObject() != null) {
            throw new GeneralException(OAuth2Error.REQUEST_NOT_SUPPORTED);
        }
        if (request.getRequestURI() != null) {
            throw new GeneralException(OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
        }
        if (!ResponseType.CODE.equals(request.getResponseType())) {
            throw Messages.refusal(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        if (request.getResponseMode() != null && !ResponseMode.QUERY.equals(request.getResponseMode())) {
            throw invalid("response_mode must be query");
        }
        Clients.requireGrantType(client, GrantType.AUTHORIZATION_CODE);
        if (request.getCodeChallenge() == null) {
            throw invalid("code_challenge is missing: PKCE is required");
        }
        if (!CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())
                || !request.getCodeChallenge().getValue().matches(S256_CHALLENGE)) {
            throw invalid("code_challenge_method must be S256, and code_challenge a SHA-256 in base64url");
        }
        settings.resource().require(request.getResources());
        return Scopes.available(request.getScope());
    }

    private Consent.Outcome outcome(AuthorizationRequest asked, WayBack wayBack) {
        AuthorizationRequest request = new AuthorizationRequest.Builder(asked)
                .redirectionURI(wayBack.redirectUri()) // also if it was left out
                .build();
        return new Consent.Outcome() {
            @Override
            public void allowed(Context ctx, Grant grant) {
                redirect(
                        ctx,
                        new AuthorizationSuccessResponse(
                                wayBack.redirectUri(),
                                grants.begin(grant, request),
                                null,
                                wayBack.state(),
                                new Issuer(settings.issuer()),
                                ResponseMode.QUERY));
            }

            @Override
            public void denied(Context ctx) {
                refuse(ctx, wayBack, OAuth2Error.ACCESS_DENIED.setDescription("The user has said no"));
            }
        };
    }

    private void refuse(Context ctx, WayBack wayBack, ErrorObject error) {
        redirect(
                ctx,
                new AuthorizationErrorResponse(
                        wayBack.redirectUri(),
                        error,
                        wayBack.state(),
                        new Issuer(settings.issuer()),
                        ResponseMode.QUERY));
    }

    /** With status 303, so that no browser sends on what a form held (RFC 9700 section 4.12). */
    private static void redirect(Context ctx, AuthorizationResponse response) {
        ctx.status(303)
                .header("Location", response.toURI().toString())
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .removeHeader("Content-Type");
    }

    private static GeneralException invalid(String description) {
        return Messages.refusal(OAuth2Error.INVALID_REQUEST, description);
    }
}
