package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * From a challenge to credentials: discovery, registration, and one of the two flows (MCP 2026-07-28, Authorization,
 * "Authorization Flow Steps").
 */
public final class SignIn {

    private static final String OFFLINE_ACCESS = "offline_access";

    private final URI server;
    private final SignInOptions options;
    private final UserDialog user;
    private final Discovery discovery;
    private final Registration registration;
    private final TokenEndpoint tokenEndpoint;
    private final DeviceFlow deviceFlow;
    private final AuthorizationCodeFlow codeFlow;

    /** @param server the URL of the MCP server */
    public SignIn(URI server, Web web, SignInOptions options, UserDialog user, Clock clock) {
        this(server, web, options, user, clock, SignIn::sleep);
    }

    /**
     * @param server the URL of the MCP server
     * @param sleep waits between two polls of the device flow
     */
    public SignIn(URI server, Web web, SignInOptions options, UserDialog user, Clock clock, Consumer<Duration> sleep) {
        OAuthHttp http = new OAuthHttp(web);
        this.server = server;
        this.options = options;
        this.user = user;
        this.discovery = new Discovery(server, web);
        this.registration = new Registration(http, options.client());
        this.tokenEndpoint = new TokenEndpoint(http, clock);
        this.deviceFlow = new DeviceFlow(
                http, tokenEndpoint, user, clock, sleep, options.overrides().deviceEndpoint());
        this.codeFlow = new AuthorizationCodeFlow(
                tokenEndpoint, user, options.overrides().unadvertisedPkce());
    }

    /**
     * @param challenge of the response that asked for a token
     * @param before the credentials so far: they have the scopes to keep, and the identity at the same issuer
     */
    Credentials run(Challenge challenge, Optional<Credentials> before) {
        ProtectedResource found = discovery.protectedResource(challenge);
        String issuer = before.map(Credentials::issuer)
                .filter(found.authorizationServers()::contains)
                .orElse(found.authorizationServers().get(0));
        AuthorizationServer authorizationServer = discovery.authorizationServer(issuer);
        Optional<Credentials> here =
                before.filter(credentials -> credentials.issuer().equals(issuer));
        ProtectedResource resource = found.named(name(found, here));
        Set<String> scopes = scopes(challenge, resource, here);
        boolean offline = here.isEmpty() && !scopes.isEmpty() && authorizationServer.knowsScope(OFFLINE_ACCESS);
        try {
            return offline && !scopes.contains(OFFLINE_ACCESS)
                    ? signInForLong(resource, authorizationServer, scopes, before)
                    : signIn(resource, authorizationServer, scopes, before);
        } catch (OAuthError e) {
            throw new Failure(
                    ExitCode.SIGN_IN, authorizationServer.issuer() + " did not sign you in: " + e.getMessage(), e);
        }
    }

    /** The name that the user has chosen, now or at an earlier sign-in; else that of the metadata. */
    private URI name(ProtectedResource found, Optional<Credentials> here) {
        return options.overrides()
                .resource()
                .or(() -> here.map(Credentials::resource).filter(name -> !discovery.covers(name.toString())))
                .orElse(found.resource());
    }

    /** Some servers issue a refresh token only for this scope, and some do not let each client ask for it. */
    private Credentials signInForLong(
            ProtectedResource resource,
            AuthorizationServer authorizationServer,
            Set<String> scopes,
            Optional<Credentials> before)
            throws OAuthError {
        Set<String> more = new LinkedHashSet<>(scopes);
        more.add(OFFLINE_ACCESS);
        try {
            return signIn(resource, authorizationServer, more, before);
        } catch (OAuthError e) {
            if (!e.code().equals("invalid_scope")) {
                throw e;
            }
            user.say("This client may not ask for " + OFFLINE_ACCESS + "; signing in without it …");
            return signIn(resource, authorizationServer, scopes, before);
        }
    }

    private Credentials signIn(
            ProtectedResource resource,
            AuthorizationServer authorizationServer,
            Set<String> scopes,
            Optional<Credentials> before)
            throws OAuthError {
        return options.device()
                ? withDevice(resource, authorizationServer, scopes, before)
                : withBrowser(resource, authorizationServer, scopes, before);
    }

    /** The scopes of the challenge, else all that the server has (MCP 2026-07-28, "Scope Selection Strategy"); and those so far. */
    private Set<String> scopes(Challenge challenge, ProtectedResource resource, Optional<Credentials> before) {
        Set<String> scopes = new LinkedHashSet<>();
        before.ifPresent(credentials -> scopes.addAll(credentials.scopes()));
        scopes.addAll(options.scopes());
        if (options.scopes().isEmpty() || challenge.isInsufficientScope()) {
            scopes.addAll(challenge.scopes());
        }
        if (scopes.isEmpty()) {
            scopes.addAll(resource.scopes());
        }
        return scopes;
    }

    private Credentials withBrowser(
            ProtectedResource resource,
            AuthorizationServer authorizationServer,
            Set<String> scopes,
            Optional<Credentials> before)
            throws OAuthError {
        int usual = before.filter(credentials -> credentials.issuer().equals(authorizationServer.issuer()))
                .map(credentials -> credentials.client().port())
                .orElse(0);
        try (CallbackListener listener = listen(usual)) {
            ClientIdentity client =
                    registration.identify(authorizationServer, Optional.of(listener.redirectUri()), before);
            Tokens tokens = codeFlow.run(authorizationServer, client, listener, resource.resource(), scopes);
            return new Credentials(server, authorizationServer.issuer(), resource.resource(), client, scopes, tokens);
        }
    }

    /** A port that is wanted, or the port that this client registered last time; if another program has that, any port. */
    private CallbackListener listen(int usual) {
        int wanted = options.callbackPort();
        try {
            return CallbackListener.open(wanted > 0 ? wanted : usual);
        } catch (IOException taken) {
            if (wanted > 0 || usual == 0) {
                throw new Failure(
                        ExitCode.USAGE,
                        "Cannot listen on 127.0.0.1, port " + wanted + ", for the browser: " + taken.getMessage()
                                + ". Use another --callback-port.",
                        taken);
            }
        }
        try {
            return CallbackListener.open(0);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "Cannot listen on 127.0.0.1 for the browser: " + e.getMessage(), e);
        }
    }

    private Credentials withDevice(
            ProtectedResource resource,
            AuthorizationServer authorizationServer,
            Set<String> scopes,
            Optional<Credentials> before)
            throws OAuthError {
        ClientIdentity client = registration.identify(authorizationServer, Optional.empty(), before);
        Tokens tokens = deviceFlow.run(authorizationServer, client, resource.resource(), scopes);
        return new Credentials(server, authorizationServer.issuer(), resource.resource(), client, scopes, tokens);
    }

    /**
     * New tokens for a refresh token (RFC 6749 section 6).
     *
     * @throws OAuthError if the authorization server refuses
     */
    Credentials refresh(Credentials credentials) throws OAuthError {
        AuthorizationServer authorizationServer = discovery.authorizationServer(credentials.issuer());
        RefreshToken token = new RefreshToken(credentials.tokens().refresh().orElseThrow());
        return credentials.refreshed(tokenEndpoint.exchange(
                authorizationServer, credentials.client(), new RefreshTokenGrant(token), credentials.resource()));
    }

    /**
     * Revokes the tokens (RFC 7009).
     *
     * @return whether the authorization server supports that
     */
    public boolean revoke(Credentials credentials) {
        AuthorizationServer authorizationServer = discovery.authorizationServer(credentials.issuer());
        Optional<URI> endpoint = authorizationServer.revocationEndpoint();
        endpoint.ifPresent(url -> tokenEndpoint.revoke(url, credentials));
        return endpoint.isPresent();
    }

    UserDialog user() {
        return user;
    }

    URI server() {
        return server;
    }

    /** Waits without a clock that a test could move. */
    public static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.SIGN_IN, "Interrupted while waiting for the sign-in", e);
        }
    }
}
