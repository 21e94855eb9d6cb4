package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.clients.RegistrationEndpoint;
import dev.mcpauth.authserver.code.AuthorizationEndpoint;
import dev.mcpauth.authserver.code.CodeGrant;
import dev.mcpauth.authserver.code.Grants;
import dev.mcpauth.authserver.device.DeviceAuthorizationEndpoint;
import dev.mcpauth.authserver.device.DeviceCodes;
import dev.mcpauth.authserver.device.DeviceGrant;
import dev.mcpauth.authserver.device.DevicePage;
import dev.mcpauth.authserver.http.AnyOrigin;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.RequestGuard;
import dev.mcpauth.authserver.pages.Consent;
import dev.mcpauth.authserver.pages.Pages;
import dev.mcpauth.authserver.refresh.RefreshGrant;
import dev.mcpauth.authserver.refresh.RevocationEndpoint;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.tokens.AccessTokens;
import dev.mcpauth.authserver.tokens.ClientCredentialsGrant;
import dev.mcpauth.authserver.tokens.TokenEndpoint;
import dev.mcpauth.authserver.upstream.UpstreamSettings;
import dev.mcpauth.authserver.upstream.UpstreamSignIn;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.AllowedHosts;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires the practice authorization server together (RFC 6749). It has no passwords: anyone who opens its pages can sign in as
 * any user, unless users sign in with another provider. It keeps everything in memory.
 */
final class PracticeServer implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(PracticeServer.class);

    private final PracticeSettings settings;
    private final AllowedHosts allowedHosts;
    private final Optional<UpstreamSettings> upstream;
    private final Clock clock;

    /** @param upstream where users sign in; empty if they sign in here, without a password */
    PracticeServer(
            PracticeSettings settings, Optional<UpstreamSettings> upstream, AllowedHosts allowedHosts, Clock clock) {
        this.settings = settings;
        this.upstream = upstream;
        this.allowedHosts = allowedHosts;
        this.clock = clock;
    }

    @Override
    public void addTo(JavalinConfig config) {
        RoutesConfig routes = config.routes;
        new RequestGuard(allowedHosts, settings).addTo(routes);
        AnyOrigin.addTo(routes);
        new Metadata(settings).addTo(routes);

        // Authorization code with PKCE: /authorize, the two pages, /token
        Clients clients = new Clients(settings, clock);
        AccessTokens accessTokens = new AccessTokens(settings, clock);
        Grants grants = new Grants(accessTokens, clock);
        Pages pages = new Pages(settings);
        Optional<UpstreamSignIn> elsewhere =
                upstream.map(provider -> new UpstreamSignIn(provider, settings, pages, clock));
        elsewhere.ifPresent(signIn -> signIn.addTo(routes));
        Consent consent = new Consent(settings, pages, elsewhere, clock);
        new AuthorizationEndpoint(settings, clients, grants, consent, pages).addTo(routes);
        pages.addTo(routes);
        consent.addTo(routes);
        DeviceCodes deviceCodes = new DeviceCodes(clock);
        new TokenEndpoint(
                        settings,
                        clients,
                        Map.of(
                                GrantType.AUTHORIZATION_CODE, new CodeGrant(grants),
                                GrantType.REFRESH_TOKEN, new RefreshGrant(grants),
                                GrantType.DEVICE_CODE, new DeviceGrant(deviceCodes, grants),
                                GrantType.CLIENT_CREDENTIALS, new ClientCredentialsGrant(accessTokens)))
                .addTo(routes);

        // Client registration, token revocation, the device flow
        new RegistrationEndpoint(clients).addTo(routes);
        new RevocationEndpoint(clients, grants).addTo(routes);
        new DeviceAuthorizationEndpoint(settings, clients, deviceCodes).addTo(routes);
        new DevicePage(pages, consent, deviceCodes, clock).addTo(routes);
        routes.exception(GeneralException.class, (e, ctx) -> Messages.sendError(ctx, e));

        elsewhere.ifPresentOrElse(
                signIn -> LOG.info(
                        "Authorization server at {}: users sign in with {}", settings.issuer(), signIn.provider()),
                this::warn);
        clients.announceServiceSecret(LOG);
    }

    private void warn() {
        LOG.info("Practice authorization server at {}: no passwords. Use it only for practice", settings.issuer());
        if (!settings.forThisMachine()) {
            LOG.warn("Other machines can reach this server and sign in as any user");
        }
    }
}
