package dev.mcpauth.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import dev.mcpauth.scopes.App;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the program finds in the servers of the course. */
class CourseTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @Order(1)
    @RegisterExtension
    static final RunningServer PRACTICE = RunningServer.of(
            dev.mcpauth.authserver.App::create,
            Map.of("MCP_KEYS_DIR", KeyFixture.empty().folder().toString()));

    @Order(2)
    @RegisterExtension
    static final RunningServer STEP8 = RunningServer.of(App::create, CourseTest::settings);

    @RegisterExtension
    static final RunningServer STEP2 = RunningServer.of(dev.mcpauth.jsonrpc.App::create);

    @RegisterExtension
    static final RunningServer STEP3 = RunningServer.of(dev.mcpauth.definitions.App::create);

    @RegisterExtension
    static final RunningServer STEP4 = RunningServer.of(dev.mcpauth.dispatch.App::create);

    @RegisterExtension
    static final RunningServer STEP5 = RunningServer.of(
            dev.mcpauth.jwks.App::create, Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

    @RegisterExtension
    static final RunningServer STEP6 = RunningServer.of(dev.mcpauth.jwt.App::create, CourseTest::settings);

    @RegisterExtension
    static final RunningServer STEP7 = RunningServer.of(dev.mcpauth.oauth.App::create, CourseTest::settings);

    private static Map<String, String> settings() {
        return Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer());
    }

    private static String issuer() {
        return "http://localhost:" + PRACTICE.port();
    }

    private static URI url(RunningServer server) {
        return URI.create("http://localhost:" + server.port() + "/mcp");
    }

    private static TokenFixture valid(RunningServer server) {
        return TokenFixture.valid(PAIR, Instant.now())
                .with("iss", issuer())
                .with("aud", url(server).toString())
                .with("scope", "mcp:read mcp:tools mcp:prompts");
    }

    private static Optional<String> mint(String name) {
        TokenFixture valid = valid(STEP8);
        return switch (name) {
            case "valid" -> Optional.of(valid.token());
            case "expired" ->
                Optional.of(valid.with("exp", Instant.now().minusSeconds(300)).token());
            case "wrong-audience" -> Optional.of(valid.with("aud", issuer()).token());
            default -> Optional.empty(); // the contract of step 6 has the others
        };
    }

    private static Report check(RunningServer server, Credentials credentials, int step) throws Run.Unreachable {
        return Run.check(url(server), credentials, step, Duration.ofSeconds(30));
    }

    private static Set<String> failures(Report report) {
        return ServerCheckTest.ids(report, Status.FAIL);
    }

    @Test
    void step8HasGradeA() throws Run.Unreachable {
        String insufficient = valid(STEP8).with("scope", "mcp:read").token();
        Report report = check(STEP8, new Credentials(valid(STEP8).token(), insufficient, CourseTest::mint), 8);
        assertEquals(Set.of(), failures(report), report::text);
        assertEquals(Grade.A, report.grade());
        Set<String> skipped = new TreeSet<>(ServerCheckTest.ids(report, Status.SKIPPED));
        skipped.removeIf(id -> id.startsWith("minted-"));
        assertEquals(Set.of(), skipped, report::text);
        assertEquals(
                Set.of("https-required", "session-id-random", "session-is-no-authentication"),
                ServerCheckTest.ids(report, Status.NOT_APPLICABLE),
                report::text);
    }

    /** With {@code --step N}, each step N has grade A. */
    @Test
    void eachStepHasGradeAForWhatItTeaches() throws Run.Unreachable {
        Map<Integer, RunningServer> steps = Map.of(2, STEP2, 3, STEP3, 4, STEP4, 5, STEP5, 6, STEP6, 7, STEP7);
        for (Map.Entry<Integer, RunningServer> step : steps.entrySet()) {
            String token = step.getKey() < 6 ? null : valid(step.getValue()).token();
            Report report = check(step.getValue(), new Credentials(token, null, null), step.getKey());
            assertEquals(Set.of(), failures(report), report::text);
        }
    }

    @Test
    void saysWhatTheEarlierStepsDoNotHave() throws Run.Unreachable {
        Report step4 = check(STEP4, Credentials.NONE, 8);
        assertEquals(Set.of("token-required"), failures(step4), step4::text);
        assertEquals(Grade.D, step4.grade());
        Report step6 = check(STEP6, new Credentials(valid(STEP6).token(), null, null), 8);
        assertEquals(Set.of("resource-metadata-found", "challenge-names-scope"), failures(step6), step6::text);
        String insufficient = valid(STEP7).with("scope", "mcp:read").token();
        Report step7 = check(STEP7, new Credentials(valid(STEP7).token(), insufficient, null), 8);
        assertEquals(Set.of("insufficient-scope-is-403"), failures(step7), step7::text);
    }
}
