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
    static final RunningServer STEP8 = RunningServer.of(
            App::create, () -> Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer()));

    @RegisterExtension
    static final RunningServer STEP4 = RunningServer.of(dev.mcpauth.dispatch.App::create);

    @RegisterExtension
    static final RunningServer STEP2 = RunningServer.of(dev.mcpauth.jsonrpc.App::create);

    @RegisterExtension
    static final RunningServer STEP6 = RunningServer.of(
            dev.mcpauth.jwt.App::create,
            () -> Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_ISSUER", issuer()));

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

    @Test
    void stepsBeforeTokensRequireNone() throws Run.Unreachable {
        for (RunningServer server : Set.of(STEP2, STEP4)) {
            Report report = check(server, Credentials.NONE, 8);
            assertEquals(Set.of("token-required"), failures(report), report::text);
            assertEquals(Grade.D, report.grade());
            assertEquals(Grade.A, check(server, Credentials.NONE, 4).grade());
        }
    }

    @Test
    void step6HasNoMetadata() throws Run.Unreachable {
        Report report = check(STEP6, new Credentials(valid(STEP6).token(), null, null), 8);
        assertEquals(Set.of("resource-metadata-found", "challenge-names-scope"), failures(report), report::text);
        assertEquals(
                Grade.A,
                check(STEP6, new Credentials(valid(STEP6).token(), null, null), 6)
                        .grade());
    }
}
