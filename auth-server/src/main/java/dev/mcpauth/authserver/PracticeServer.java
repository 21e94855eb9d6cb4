package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GeneralException;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.AllowedHosts;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authorization server to practise with (RFC 6749): whoever opens its pages can be any of its users, without a
 * password. It forgets everything when it stops.
 */
public final class PracticeServer implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(PracticeServer.class);

    private final PracticeSettings settings;
    private final AllowedHosts allowedHosts;
    private final Clock clock;

    public PracticeServer(PracticeSettings settings, AllowedHosts allowedHosts, Clock clock) {
        this.settings = settings;
        this.allowedHosts = allowedHosts;
        this.clock = clock;
    }

    @Override
    public void addTo(JavalinConfig config) {
        RoutesConfig routes = config.routes;
        Clients clients = new Clients(settings, clock);
        Grants grants = new Grants(clock);
        DeviceCodes deviceCodes = new DeviceCodes(clock);
        AccessTokens accessTokens = new AccessTokens(settings, clock);
        Pages pages = new Pages(settings);
        Consent consent = new Consent(settings, pages, clock);

        new RequestGuard(allowedHosts).addTo(routes);
        AnyOrigin.addTo(routes);
        new Metadata(settings).addTo(routes);
        pages.addTo(routes);
        consent.addTo(routes);
        new AuthorizationEndpoint(settings, clients, grants, consent, pages).addTo(routes);
        new TokenEndpoint(settings, clients, grants, deviceCodes, accessTokens).addTo(routes);
        new RegistrationEndpoint(clients).addTo(routes);
        new DeviceAuthorizationEndpoint(settings, clients, deviceCodes).addTo(routes);
        new DevicePage(pages, consent, deviceCodes, clock).addTo(routes);
        new RevocationEndpoint(clients, grants).addTo(routes);
        routes.exception(GeneralException.class, (e, ctx) -> Messages.sendError(ctx, e));

        LOG.info(
                "Practice authorization server at {}: it asks for no passwords. Never use it for more than practice",
                settings.issuer());
        if (!settings.forThisMachine()) {
            LOG.warn("Others than this machine can sign in, as any user");
        }
        clients.announceServiceSecret(LOG);
    }
}
