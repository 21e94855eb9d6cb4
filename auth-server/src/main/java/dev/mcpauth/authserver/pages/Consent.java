package dev.mcpauth.authserver.pages;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.Scope;
import dev.mcpauth.authserver.clients.RedirectUris;
import dev.mcpauth.authserver.http.ClientAddress;
import dev.mcpauth.authserver.http.Cookies;
import dev.mcpauth.authserver.http.Parameters;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.BoundedStore;
import dev.mcpauth.authserver.shared.Grant;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Scopes;
import dev.mcpauth.authserver.shared.Secrets;
import dev.mcpauth.authserver.shared.UnavailableException;
import dev.mcpauth.authserver.shared.User;
import dev.mcpauth.issuer.PracticeUser;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The two pages of a sign-in: the first asks who the user is, the second what the client may do. Each page has an ID that
 * works only together with the cookie of the browser that got the page (RFC 9700 section 4.7).
 *
 * <p>If users sign in with another provider, there is no first page. They are asked what the client may do each time, before they
 * go there: the other provider knows only this server, and not the clients behind it.
 */
public final class Consent {

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final BoundedStore.Limits LIMITS = new BoundedStore.Limits(10_000, 32 << 20, 1000);
    private static final long CHARACTERS_OF_IDS = 6L * Secrets.LENGTH; // the browser, and a consent page for each user

    private static final String COOKIE = "practice";

    /**
     * An open question.
     *
     * @param browser the only browser that may answer
     * @param consentPages the IDs of the consent pages, each for one user: "Allow" on a page counts for the user whom the page
     *     names, even if another user has signed in since. Without a user, if users sign in with another
     *     provider
     */
    private record Open(Question question, String browser, Map<Optional<PracticeUser>, String> consentPages) {

        String consentPage(String id, Optional<PracticeUser> user) {
            return consentPages.computeIfAbsent(user, any -> id + "." + Secrets.next());
        }
    }

    /** A question, and the user whose answer is expected. */
    private record Asked(Open open, Optional<PracticeUser> user) {}

    private final PracticeSettings settings;
    private final Pages pages;
    private final Optional<? extends SignInElsewhere> elsewhere;
    private final Cookies cookies;
    private final BoundedStore<Open> questions;

    /** @param elsewhere empty if users sign in here, without a password */
    public Consent(PracticeSettings settings, Pages pages, Optional<? extends SignInElsewhere> elsewhere, Clock clock) {
        this.settings = settings;
        this.pages = pages;
        this.elsewhere = elsewhere;
        this.cookies = new Cookies(settings);
        this.questions = new BoundedStore<>("open sign-in pages", clock, LIFETIME, LIMITS);
    }

    public void addTo(RoutesConfig routes) {
        if (elsewhere.isEmpty()) {
            routes.post(Paths.SIGN_IN, ctx -> withForm(ctx, this::signIn));
        }
        routes.post(Paths.CONSENT, ctx -> withForm(ctx, this::decide));
    }

    private interface FormHandler {
        void handle(Context ctx, Parameters form);
    }

    private void withForm(Context ctx, FormHandler handler) throws IOException {
        try {
            handler.handle(ctx, Parameters.ofForm(ctx));
        } catch (GeneralException malformed) {
            pages.showError(ctx, malformed);
        }
    }

    /** Shows the first page, or an error page if too many questions are open. */
    public void ask(Context ctx, Question question) {
        String id = Secrets.next();
        Open open = new Open(question, browserOf(ctx), new ConcurrentHashMap<>());
        long characters = question.characters()
                + question.client().characters()
                + question.redirectUri().length()
                + CHARACTERS_OF_IDS;
        try {
            questions.put(id, open, characters, ClientAddress.of(ctx));
        } catch (UnavailableException full) {
            pages.showError(ctx, full);
            return;
        }
        if (elsewhere.isPresent()) {
            showConsent(ctx, 200, open.consentPage(id, Optional.empty()), new Asked(open, Optional.empty()));
            return;
        }
        pages.show(
                ctx,
                200,
                "sign-in",
                Map.of(
                        "id", id,
                        "client", question.client().name(),
                        "resource", settings.resource().uri().toString(),
                        "users", List.of(PracticeUser.values())));
    }

    /** The ID of the browser, from its cookie; a browser without one gets one. */
    private String browserOf(Context ctx) {
        String known = cookies.get(ctx, COOKIE);
        if (known != null && known.length() == Secrets.LENGTH) {
            return known;
        }
        String browser = Secrets.next();
        cookies.set(ctx, COOKIE, browser);
        return browser;
    }

    private void signIn(Context ctx, Parameters form) {
        String id = form.first("id").orElse("");
        Optional<Open> open = find(ctx, id);
        Optional<PracticeUser> user = Arrays.stream(PracticeUser.values())
                .filter(one -> form.first("user").filter(one.username()::equals).isPresent())
                .findFirst();
        if (open.isEmpty()) {
            showExpired(ctx);
        } else if (user.isEmpty()) {
            pages.showError(ctx, 400, "invalid_request", "No such user.");
        } else {
            showConsent(ctx, 200, open.get().consentPage(id, user), new Asked(open.get(), user));
        }
    }

    private void showConsent(Context ctx, int status, String page, Asked asked) {
        Question question = asked.open().question();
        Map<String, String> scopes = new LinkedHashMap<>();
        question.scope().forEach(scope -> scopes.put(scope.getValue(), Scopes.sentence(scope.getValue())));
        Optional<URI> redirectUri = Optional.of(question.redirectUri())
                .filter(uri -> !uri.isEmpty())
                .map(URI::create);
        pages.show(
                ctx,
                status,
                "consent",
                Map.ofEntries(
                        Map.entry("id", page),
                        Map.entry("client", question.client().name()),
                        Map.entry("clientId", question.client().id()),
                        Map.entry("user", asked.user().map(Consent::describe).orElseGet(this::describeProvider)),
                        Map.entry(
                                "destination",
                                redirectUri.map(URI::getAuthority).orElse("")),
                        Map.entry(
                                "thisMachine",
                                redirectUri.filter(RedirectUris::isLoopback).isPresent()),
                        Map.entry("userCode", question.userCode()),
                        Map.entry("scopes", scopes),
                        Map.entry("nothingChosen", status != 200)));
        if (redirectUri.isPresent() || elsewhere.isPresent()) {
            pages.allowRedirectsAfterForms(ctx);
        }
    }

    private static String describe(PracticeUser user) {
        return user.username() + " (" + String.join(", ", PracticeUser.rolesOf(user.username())) + ")";
    }

    private String describeProvider() {
        return "After this page, you sign in with " + elsewhere.orElseThrow().provider() + ".";
    }

    private void decide(Context ctx, Parameters form) {
        String page = form.first("id").orElse("");
        String id = page.split("\\.", 2)[0];
        Optional<Asked> asked = find(ctx, id).flatMap(open -> asked(open, page));
        if (asked.isEmpty()) {
            showExpired(ctx);
            return;
        }
        Question question = asked.get().open().question();
        Scope chosen = new Scope();
        question.scope().stream()
                .filter(scope -> form.all("scope").contains(scope.getValue()))
                .forEach(chosen::add);
        boolean allowed = form.first("decision").filter("allow"::equals).isPresent();
        if (allowed && chosen.isEmpty()) {
            showConsent(ctx, 400, page, asked.get());
        } else if (questions.remove(id).isEmpty()) {
            showExpired(ctx); // answered in the meantime, maybe in another window
        } else if (allowed) {
            asked.get()
                    .user()
                    .ifPresentOrElse(
                            user -> allow(ctx, question, User.named(user.username()), chosen),
                            () -> elsewhere.orElseThrow().begin(ctx, question, chosen));
        } else {
            question.outcome().denied(ctx);
        }
    }

    private static void allow(Context ctx, Question question, User user, Scope scope) {
        question.outcome().allowed(ctx, new Grant(question.client().id(), user, scope, Instant.MAX));
    }

    private static Optional<Asked> asked(Open open, String page) {
        return open.consentPages().entrySet().stream()
                .filter(entry -> Secrets.equal(entry.getValue(), page))
                .map(entry -> new Asked(open, entry.getKey()))
                .findFirst();
    }

    /** The open question, if it belongs to this browser. */
    private Optional<Open> find(Context ctx, String id) {
        String browser = cookies.get(ctx, COOKIE);
        return questions.find(id).filter(open -> browser != null && Secrets.equal(open.browser(), browser));
    }

    private void showExpired(Context ctx) {
        pages.showError(
                ctx,
                400,
                "invalid_request",
                "This page was already answered, has expired, or was opened in another browser."
                        + " Go back to the application and start again.");
    }
}
