package dev.mcpauth.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each check finds the defect that it is about, and nothing that is not there. */
class ServerCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static Set<String> ids(Report report, Status status) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.status() == status)
                .map(outcome -> outcome.check().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Report check(FaultyServer server) throws Run.Unreachable {
        Credentials credentials = new Credentials(server.token(), server.insufficientToken(), server::mint);
        return Run.check(server.url(), credentials, 8, TIMEOUT);
    }

    @Test
    void reportsNothingWithoutADefect() throws Run.Unreachable {
        try (FaultyServer server = FaultyServer.with()) {
            Report report = check(server);
            assertEquals(Set.of(), ids(report, Status.FAIL), report::text);
            assertEquals(Set.of(), ids(report, Status.SKIPPED), report::text);
            assertEquals(Set.of("https-required"), ids(report, Status.NOT_APPLICABLE), report::text);
            assertEquals(Grade.A, report.grade());
        }
    }

    /** The specifications leave some choices. */
    @ParameterizedTest
    @EnumSource
    void reportsNoVariant(FaultyServer.Variant variant) throws Run.Unreachable {
        try (FaultyServer server = FaultyServer.of(variant)) {
            Report report = check(server);
            assertEquals(Set.of(), ids(report, Status.FAIL), report::text);
            assertEquals(Set.of(), ids(report, Status.SKIPPED), report::text);
            Report anonymous = Run.check(server.url(), Credentials.NONE, 8, TIMEOUT);
            assertEquals(Set.of(), ids(anonymous, Status.FAIL), anonymous::text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void findsTheDefect(Defect defect) throws Run.Unreachable {
        try (FaultyServer server = FaultyServer.with(defect)) {
            Report report = check(server);
            assertEquals(new TreeSet<>(defect.foundBy()), ids(report, Status.FAIL), report::text);
        }
    }

    @Test
    void eachCheckHasADefect() {
        Set<String> found = Arrays.stream(Defect.values())
                .flatMap(defect -> defect.foundBy().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Checks.ALL.stream().map(Check::id).collect(Collectors.toCollection(TreeSet::new));
        all.remove("https-required"); // see below
        assertEquals(all, found);
        assertEquals(Checks.ALL.size(), all.size() + 1, "ids are unique");
    }

    /** The address 0.0.0.0 leads to this machine, but its name does not say so. */
    @Test
    void requiresHttpsOffThisMachine() throws Run.Unreachable {
        try (FaultyServer server = FaultyServer.with(Defect.IGNORES_HOST)) {
            URI url = URI.create(server.url().toString().replace("localhost", "0.0.0.0"));
            Report report = Run.check(url, Credentials.NONE, 8, TIMEOUT);
            assertTrue(ids(report, Status.FAIL).contains("https-required"), report::text);
        }
    }

    @Test
    void skipsByNameWithoutCredentials() throws Run.Unreachable {
        try (FaultyServer server = FaultyServer.with()) {
            Report report = Run.check(server.url(), Credentials.NONE, 8, TIMEOUT);
            assertEquals(Set.of(), ids(report, Status.FAIL), report::text);
            assertTrue(ids(report, Status.PASS).size() > 30, report::text);
            assertTrue(report.text().contains("ping-answered: needs --token"), report::text);
            assertTrue(report.text().contains("minted-expired-rejected: needs --mint"), report::text);
        }
    }

    /** Without a token, the program forges tokens from what the server publishes. */
    @ParameterizedTest
    @EnumSource(names = {"ACCEPTS_ALG_NONE", "IGNORES_SIGNATURE", "ACCEPTS_PUBLIC_KEY_AS_SECRET"})
    void findsForgeriesWithoutCredentials(Defect defect) throws Run.Unreachable {
        for (FaultyServer.Variant variant : FaultyServer.Variant.values()) {
            if (variant != FaultyServer.Variant.OPAQUE_TOKENS) {
                try (FaultyServer server = FaultyServer.of(variant, defect)) {
                    Report report = Run.check(server.url(), Credentials.NONE, 8, TIMEOUT);
                    assertEquals(Grade.F, report.grade(), report::text);
                    assertTrue(defect.foundBy().containsAll(ids(report, Status.FAIL)), report::text);
                }
            }
        }
    }
}
