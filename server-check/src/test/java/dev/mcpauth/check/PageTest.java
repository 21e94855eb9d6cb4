package dev.mcpauth.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The page lists all checks, and what each of them needs. */
class PageTest {

    private static final Path PAGE = Path.of("../docs/check-your-server.md");
    private static final String BEGIN = "<!-- checks -->\n";
    private static final String END = "<!-- end of checks -->";

    @Test
    void thePageListsTheChecks() throws Exception {
        String page = Files.readString(PAGE);
        String list = page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
        assertEquals(list(), list, "The list of checks in " + PAGE);
    }

    private static String list() throws Run.Unreachable, IOException {
        try (FaultyServer server = FaultyServer.with()) {
            Report nothing = Run.check(server.url(), Credentials.NONE, 8, Duration.ofSeconds(30));
            Report token =
                    Run.check(server.url(), new Credentials(server.token(), null, null), 8, Duration.ofSeconds(30));
            StringBuilder list = new StringBuilder();
            int step = 0;
            for (Check check : Checks.byStep()) {
                if (check.step() != step) {
                    step = check.step();
                    list.append("\n### Step " + step + ": " + Checks.title(step) + "\n\n");
                    list.append("| check | severity | requirement | specification | needs |\n|---|---|---|---|---|\n");
                }
                // A check may need a second option besides the token.
                String needs = needs(token, check).isEmpty() ? needs(nothing, check) : needs(token, check);
                list.append("| `" + check.id() + "` | " + check.severity() + " | " + check.demand() + " | "
                        + check.clause() + " | " + needs + " |\n");
            }
            return list + "\n";
        }
    }

    private static String needs(Report report, Check check) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.check() == check && outcome.status() == Status.SKIPPED)
                .map(outcome -> "`" + outcome.reason().replaceFirst("needs ", "") + "`")
                .findFirst()
                .orElse("");
    }
}
