package dev.mcpauth.authserver.upstream;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.Scope;
import dev.mcpauth.authserver.http.ClientAddress;
import dev.mcpauth.authserver.http.Cookies;
import dev.mcpauth.authserver.http.Parameters;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.pages.Pages;
import dev.mcpauth.authserver.pages.Question;
import dev.mcpauth.authserver.pages.SignInElsewhere;
import dev.mcpauth.authserver.shared.BoundedStore;
import dev.mcpauth.authserver.shared.Grant;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Secrets;
import dev.mcpauth.authserver.shared.UnavailableException;
import dev.mcpauth.authserver.shared.User;
import dev.mcpauth.jsonrpc.LimitedLog;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Sends a user who has allowed access to the provider, and waits for the user to come back, in the same browser: the cookie is
 * set after consent, so only the browser in which the user has allowed access can finish the sign-in (MCP 2026-07-28, Security
 * Best Practices, "Confused Deputy Problem").
 */
public final class UpstreamSignIn implements SignInElsewhere {

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** How long a client can refresh its tokens. Then the user has to show that the provider still knows them. */
    private static final Duration GRANT_LIFETIME = Duration.ofHours(24);

    private static final BoundedStore.Limits LIMITS = new BoundedStore.Limits(3000, 8 << 20, 300);
    private static final long CHARACTERS = 5L * Secrets.LENGTH; // the attempt, and the browser
    /** One cookie for all sign-ins of a browser: with a cookie for each, abandoned sign-ins would make its requests too long. */
    private static final String COOKIE = "upstream";

    /** @param browser the value of the cookie of the only browser that may finish this sign-in */
    private record Pending(Attempt attempt, Question question, Scope allowed, String browser) {}

    private final Upstream upstream;
    private final Users users;
    private final Pages pages;
    private final Cookies cookies;
    private final Clock clock;
    private final BoundedStore<Pending> pending;
    private final LimitedLog log = new LimitedLog(LoggerFactory.getLogger(UpstreamSignIn.class));

    public UpstreamSignIn(UpstreamSettings settings, PracticeSettings server, Pages pages, Clock clock) {
        this.upstream = settings.upstream();
        this.users = settings.users();
        this.pages = pages;
        this.cookies = new Cookies(server);
        this.clock = clock;
        this.pending = new BoundedStore<>("sign-ins with the identity provider", clock, LIFETIME, LIMITS);
    }

    public void addTo(RoutesConfig routes) {
        routes.get(Paths.CALLBACK, this::finish);
    }

    @Override
    public String provider() {
        return upstream.name();
    }

    @Override
    public void begin(Context ctx, Question question, Scope allowed) {
        Pending signIn = new Pending(Attempt.next(), question, allowed, browserOf(ctx));
        try {
            String url = upstream.authorizationRequest(signIn.attempt()).toString();
            long characters = question.characters()
                    + question.client().characters()
                    + question.redirectUri().length()
                    + CHARACTERS;
            pending.put(signIn.attempt().state(), signIn, characters, ClientAddress.of(ctx));
            cookies.set(ctx, COOKIE, signIn.browser(), LIFETIME);
            ctx.status(303).header("Location", url).header("Cache-Control", "no-store");
            ctx.header("Referrer-Policy", "no-referrer").removeHeader("Content-Type");
        } catch (UnavailableException full) {
            question.outcome().failed(ctx, full.getErrorObject());
        } catch (UpstreamException e) {
            fail(ctx, question, e);
        }
    }

    private String browserOf(Context ctx) {
        String known = cookies.get(ctx, COOKIE);
        return known != null && known.length() == Secrets.LENGTH ? known : Secrets.next();
    }

    /** {@code GET /authorize/callback}: the browser comes back from the provider. */
    private void finish(Context ctx) {
        try {
            Parameters response = Parameters.ofQuery(ctx).withoutEmptyAndRepeated();
            Optional<Pending> signIn = take(ctx, response.first("state").orElse(""));
            if (signIn.isEmpty()) {
                pages.showError(
                        ctx,
                        400,
                        "invalid_request",
                        "This sign-in was already finished, has expired, or was started in another browser."
                                + " Go back to the application and start again.");
            } else {
                finish(ctx, signIn.get(), response);
            }
        } catch (GeneralException malformed) {
            pages.showError(ctx, malformed);
        }
    }

    /** The sign-in with this state, if it belongs to this browser. It can be taken once. */
    private Optional<Pending> take(Context ctx, String state) {
        String browser = cookies.get(ctx, COOKIE);
        return pending.find(state)
                .filter(signIn -> browser != null && Secrets.equal(signIn.browser(), browser))
                .flatMap(mine -> pending.remove(state));
    }

    private void finish(Context ctx, Pending signIn, Parameters response) {
        Question question = signIn.question();
        try {
            Identity identity = upstream.identify(signIn.attempt(), response);
            User user = users.find(identity)
                    .orElseThrow(() -> UpstreamException.denied(
                            "MCP_UPSTREAM_ROLES does not list the user", "subject " + identity.subject()));
            Grant grant = new Grant(
                    question.client().id(),
                    user,
                    signIn.allowed(),
                    clock.instant().plus(GRANT_LIFETIME));
            question.outcome().allowed(ctx, grant);
        } catch (UpstreamException e) {
            fail(ctx, question, e);
        }
    }

    private void fail(Context ctx, Question question, UpstreamException e) {
        log.warn(e.getMessage(), "No sign-in with {}: {} ({})", upstream.name(), e.getMessage(), e.detail());
        question.outcome().failed(ctx, e.error());
    }
}
