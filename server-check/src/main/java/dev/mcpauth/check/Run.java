package dev.mcpauth.check;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Checks a server. */
final class Run {

    /** After this time, the remaining checks are skipped. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private Run() {}

    /** The server did not respond at all. */
    static final class Unreachable extends Exception {

        private static final long serialVersionUID = 1;

        Unreachable(String message) {
            super(message);
        }
    }

    /**
     * @param step checks of later steps do not run
     * @param timeout for each request
     */
    static Report check(URI url, Credentials credentials, int step, Duration timeout) throws Unreachable {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Leaks leaks = new Leaks();
        Server server = new Server(url, new Http(timeout, leaks::watch), credentials, leaks);
        Optional<String> problem = server.explore();
        if (problem.isPresent()) {
            throw new Unreachable("Cannot check " + url + ": " + problem.get());
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Check check : Checks.ALL) {
            if (check.step() <= step) {
                outcomes.add(
                        System.nanoTime() < deadline
                                ? run(check, server)
                                : new Outcome(check, Status.SKIPPED, "the run has taken ten minutes", null));
            }
        }
        outcomes.sort(Comparator.comparingInt(outcome -> outcome.check().step()));
        return new Report(url, server.versions(), server.isOpen(), List.copyOf(outcomes), credentials);
    }

    private static Outcome run(Check check, Server server) {
        try {
            check.probe().run(server);
            return new Outcome(check, Status.PASS, "", null);
        } catch (Verdict verdict) {
            return new Outcome(check, verdict.status(), verdict.getMessage(), verdict.exchange());
        }
    }
}
