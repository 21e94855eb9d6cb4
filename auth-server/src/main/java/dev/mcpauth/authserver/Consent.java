package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import dev.mcpauth.authserver.Grants.Grant;
import dev.mcpauth.issuer.PracticeUser;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages on which users say who they are, and what a client may do. */
final class Consent {

    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final String COOKIE = "practice";
    private static final int LONGEST_NAME = 60;

    /** What follows from the user's answer. */
    interface Outcome {
        void allowed(Context ctx, Grant grant);

        void denied(Context ctx);
    }

    /**
     * Who asks the user for what.
     *
     * @param redirectUri where the browser goes with the answer, if anywhere
     * @param userCode what the device shows that asks, or nothing
     */
    record Question(
            ClientInformation client, Scope scope, Optional<URI> redirectUri, String userCode, Outcome outcome) {}

    /**
     * A question that waits for its answer: at first for the user to say who they are, then, under an id of its own for each
     * user, for what they say. So an answer that was given in the name of one user never counts for another.
     *
     * @param browser the only one that may answer
     * @param user who has said so; {@code null} on the first page
     * @param first the id of the first page; once it is gone, the question is answered
     */
    private record Open(Question question, String browser, PracticeUser user, String first) {}

    private final PracticeSettings settings;
    private final Pages pages;
    private final Cache<String, Open> open;

    Consent(PracticeSettings settings, Pages pages, Clock clock) {
        this.settings = settings;
        this.pages = pages;
        this.open = Store.of(clock, LIFETIME);
    }

    void addTo(RoutesConfig routes) {
        routes.post(Paths.SIGN_IN, this::signIn);
        routes.post(Paths.CONSENT, this::decide);
    }

    /** Shows the first page. */
    void ask(Context ctx, Question question) {
        String id = Secrets.next();
        open.put(id, new Open(question, browserOf(ctx), null, id));
        pages.show(
                ctx,
                200,
                "sign-in",
                Map.of(
                        "id", id,
                        "client", nameOf(question.client()),
                        "resource", settings.resource().uri().toString(),
                        "users", List.of(PracticeUser.values())));
    }

    /**
     * An id of the browser, in a cookie. The forms work only in the browser that they were shown in; so another web page
     * can neither send one that it has made up, nor one that it was shown itself (cross-site request forgery).
     */
    private String browserOf(Context ctx) {
        String known = ctx.cookie(COOKIE);
        if (known != null && known.length() == Secrets.next().length()) {
            return known;
        }
        String browser = Secrets.next();
        String secure = settings.issuer().startsWith("https:") ? "; Secure" : "";
        ctx.header("Set-Cookie", COOKIE + "=" + browser + "; Path=/; HttpOnly; SameSite=Lax" + secure);
        return browser;
    }

    private void signIn(Context ctx) {
        Optional<Open> asked = find(ctx).filter(found -> found.user() == null);
        Optional<PracticeUser> user = Arrays.stream(PracticeUser.values())
                .filter(one -> one.username().equals(ctx.formParam("user")))
                .findFirst();
        if (asked.isEmpty()) {
            showExpired(ctx);
        } else if (user.isEmpty()) {
            pages.showError(ctx, 400, "invalid_request", "There is no such user.");
        } else {
            String id = Secrets.next();
            Open signedIn = new Open(
                    asked.get().question(),
                    asked.get().browser(),
                    user.get(),
                    asked.get().first());
            open.put(id, signedIn);
            showConsent(ctx, 200, id, signedIn);
        }
    }

    private void showConsent(Context ctx, int status, String id, Open asked) {
        Question question = asked.question();
        Map<String, String> scopes = new LinkedHashMap<>();
        question.scope().forEach(scope -> scopes.put(scope.getValue(), Scopes.sentence(scope.getValue())));
        pages.show(
                ctx,
                status,
                "consent",
                Map.ofEntries(
                        Map.entry("id", id),
                        Map.entry("client", nameOf(question.client())),
                        Map.entry("clientId", question.client().getID().getValue()),
                        Map.entry("username", asked.user().username()),
                        Map.entry("roles", PracticeUser.rolesOf(asked.user().username())),
                        Map.entry(
                                "destination",
                                question.redirectUri().map(URI::getAuthority).orElse("")),
                        Map.entry(
                                "thisMachine",
                                question.redirectUri()
                                        .filter(RedirectUris::isLoopback)
                                        .isPresent()),
                        Map.entry("userCode", question.userCode()),
                        Map.entry("scopes", scopes),
                        Map.entry("nothingChosen", status != 200)));
        if (question.redirectUri().isPresent()) {
            // Browsers apply form-action to wherever the client sends the user on to, too; that is not for us to know.
            pages.allowFormsToLeadAnywhere(ctx);
        }
    }

    private void decide(Context ctx) {
        Optional<Open> asked = find(ctx).filter(found -> found.user() != null);
        if (asked.isEmpty()) {
            showExpired(ctx);
            return;
        }
        Question question = asked.get().question();
        Scope chosen = new Scope();
        question.scope().stream()
                .filter(scope -> ctx.formParams("scope").contains(scope.getValue()))
                .forEach(chosen::add);
        boolean allowed = "allow".equals(ctx.formParam("decision"));
        if (allowed && chosen.isEmpty()) {
            showConsent(ctx, 400, ctx.formParam("id"), asked.get());
        } else if (open.asMap().remove(asked.get().first()) == null) {
            showExpired(ctx); // answered already, maybe in another window
        } else if (allowed) {
            String username = asked.get().user().username();
            question.outcome().allowed(ctx, new Grant(question.client().getID(), username, chosen));
        } else {
            question.outcome().denied(ctx);
        }
    }

    /** What a form answers, if it still waits for that, and from this browser. */
    private Optional<Open> find(Context ctx) {
        String id = ctx.formParam("id");
        String browser = ctx.cookie(COOKIE);
        return Optional.ofNullable(id == null ? null : open.getIfPresent(id))
                .filter(asked -> browser != null && Secrets.equal(asked.browser(), browser));
    }

    private void showExpired(Context ctx) {
        pages.showError(
                ctx,
                400,
                "invalid_request",
                "This page has been answered already, is too old, or was opened in another browser."
                        + " Go back to the application and start again.");
    }

    /** What the client calls itself, without characters that could make it look like something else. */
    private static String nameOf(ClientInformation client) {
        String name = Optional.ofNullable(client.getMetadata().getName()).orElse("");
        String plain = name.replaceAll("\\p{C}", "").strip();
        if (plain.isEmpty()) {
            return "A client without a name";
        }
        boolean tooLong = plain.codePointCount(0, plain.length()) > LONGEST_NAME;
        return tooLong ? plain.substring(0, plain.offsetByCodePoints(0, LONGEST_NAME)) + "…" : plain;
    }
}
