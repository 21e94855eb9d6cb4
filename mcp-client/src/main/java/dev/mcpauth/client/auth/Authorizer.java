package dev.mcpauth.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.mcp.Authorization;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Program;
import dev.mcpauth.client.shared.Text;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives each request its token, and decides what a rejection means: refresh, sign in, step up, or give up. Without credentials,
 * the first request goes out without a token: its rejection tells where to get one.
 */
public final class Authorizer implements Authorization {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MAX_SIGN_INS = 2;
    private static final int MAX_STEP_UPS = 2;
    private static final Pattern PASTEABLE = Pattern.compile("[A-Za-z0-9:/._~+@%= -]{1,1000}");

    private final SignIn signIn;
    private final TokenCache cache;
    private final Clock clock;

    /** Scopes that the user was asked for, and that did not help. */
    private final Set<Set<String>> failed = new HashSet<>();

    private Credentials credentials;

    public Authorizer(SignIn signIn, TokenCache cache, Clock clock) {
        this.signIn = signIn;
        this.cache = cache;
        this.clock = clock;
        this.credentials = cache.load(signIn.server()).orElse(null);
    }

    @Override
    public Attempt begin() {
        return new Request();
    }

    /** Signs in now. A registration of an earlier sign-in is not used again, because the server may have forgotten it. */
    public synchronized Credentials login(Optional<Rejection> rejection) {
        Challenge challenge =
                rejection.map(Rejection::challenges).map(Challenge::of).orElse(Challenge.NONE);
        Optional<Credentials> preregistered = Optional.ofNullable(credentials)
                .filter(before -> before.client().kind() == ClientIdentity.Kind.PREREGISTERED);
        keep(signIn.run(challenge, preregistered));
        return credentials;
    }

    private void keep(Credentials next) {
        cache.locked(next.server(), () -> {
            cache.save(next);
            return null;
        });
        credentials = next;
    }

    private synchronized Optional<String> accessToken() {
        if (credentials != null && credentials.hasRefreshToken() && credentials.expiresWithin(SOON, clock.instant())) {
            refresh(credentials);
        }
        return Optional.ofNullable(credentials).map(current -> current.tokens().access());
    }

    /**
     * Refreshes the tokens, unless another process has done so since: a refresh token works once, and a second use would revoke
     * the grant (RFC 9700 section 4.14.2). If the user has signed out meanwhile, the tokens stay deleted.
     *
     * @return whether there is another access token now
     */
    private boolean refresh(Credentials used) {
        Optional<Credentials> next = cache.locked(used.server(), () -> {
            credentials = cache.load(used.server()).orElse(null);
            if (credentials == null
                    || !credentials.tokens().access().equals(used.tokens().access())) {
                return Optional.ofNullable(credentials); // of another process, which has refreshed them or signed out
            }
            try {
                Credentials refreshed = signIn.refresh(used);
                cache.save(refreshed);
                return Optional.of(refreshed);
            } catch (OAuthError e) {
                return Optional.empty();
            }
        });
        next.ifPresent(current -> credentials = current);
        return next.isPresent();
    }

    private final class Request implements Attempt {

        private int signIns;
        private int stepUps;
        private boolean refreshed;
        private String sent;

        @Override
        public Optional<String> token() {
            Optional<String> token = accessToken();
            sent = token.orElse(null);
            return token;
        }

        @Override
        public void rejected(Rejection rejection) {
            synchronized (Authorizer.this) {
                Challenge challenge = Challenge.of(rejection.challenges());
                if (rejection.status() == 401 || sent == null && challenge.isInsufficientScope()) {
                    unauthorized(rejection, challenge);
                } else {
                    forbidden(rejection, challenge);
                }
            }
        }

        private void unauthorized(Rejection rejection, Challenge challenge) {
            if (sent != null && signIns == 0 && !refreshed && credentials.hasRefreshToken()) {
                refreshed = true;
                if (refresh(credentials)) {
                    return;
                }
            }
            if (signIns == MAX_SIGN_INS) {
                throw new Failure(
                        ExitCode.FORBIDDEN,
                        signIn.server() + " rejects a token that its authorization server has just issued: "
                                + reason(rejection, challenge) + ". Tell the operator.");
            }
            signIns++;
            if (credentials != null && !credentials.scopes().containsAll(challenge.scopes())) {
                requireAgreement(challenge);
            }
            signIn(challenge);
        }

        /** MCP 2026-07-28, Authorization, "Step-Up Authorization Flow". A refresh cannot add scopes. */
        private void forbidden(Rejection rejection, Challenge challenge) {
            Set<String> asked = new LinkedHashSet<>(credentials == null ? Set.of() : credentials.scopes());
            boolean askedJustNow = stepUps > 0 && asked.containsAll(challenge.scopes());
            asked.addAll(challenge.scopes());
            if (askedJustNow) {
                failed.add(asked);
            }
            boolean repairable =
                    challenge.isInsufficientScope() && !challenge.scopes().isEmpty();
            if (!repairable || stepUps == MAX_STEP_UPS || failed.contains(asked)) {
                throw new Failure(ExitCode.FORBIDDEN, "You may not do this: " + reason(rejection, challenge) + ".");
            }
            if (!signIn.user().canSignIn()) {
                throw new Failure(
                        ExitCode.FORBIDDEN,
                        "This needs another scope: " + scopes(challenge) + ". " + commandFor(asked));
            }
            requireAgreement(challenge);
            stepUps++;
            signIn(challenge);
        }

        /** Requests more scopes only if the user agrees, regardless of the status of the response that asks for them. */
        private void requireAgreement(Challenge challenge) {
            String wanted = scopes(challenge);
            if (signIn.user().canSignIn()
                    && !signIn.user()
                            .confirm("This needs another scope: " + wanted + ". Sign in again and ask for it?")) {
                throw new Failure(ExitCode.FORBIDDEN, "This request needs the scope " + wanted + ".");
            }
        }

        private static String scopes(Challenge challenge) {
            return Text.brief(String.join(" ", challenge.scopes()));
        }

        private void signIn(Challenge challenge) {
            if (!signIn.user().canSignIn()) {
                throw new Failure(ExitCode.SIGN_IN, "You are not signed in. Run: " + loginCommand());
            }
            URI server = signIn.server();
            signIn.user().say("Signing in to " + server + " …");
            keep(signIn.run(challenge, Optional.ofNullable(credentials)));
        }
    }

    private String loginCommand() {
        return Program.command("login " + signIn.server());
    }

    /** The command to run, unless the server has put words into the scopes that a shell would execute. */
    private String commandFor(Set<String> scopes) {
        String words = String.join(" ", scopes);
        return PASTEABLE.matcher(words).matches()
                ? "Run: " + loginCommand() + " --scope \"" + words + "\""
                : "Run " + loginCommand() + " with --scope, if you want these scopes. Do not paste them: they"
                        + " have characters that a shell executes.";
    }

    /** What the server says about a rejection. */
    static String reason(Rejection rejection, Challenge challenge) {
        return challenge
                .description()
                .or(() -> Json.parse(rejection.body())
                        .map(body -> body.path("error_description"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText))
                .or(challenge::error)
                .map(Text::brief)
                .orElse("status " + rejection.status());
    }
}
