import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pages of a project. */
record Pages(Course course) {

    private String title() {
        return course.last().readme().lines().findFirst().orElseThrow();
    }

    /** The README. {@code ReadmeContract} runs its example, the last block. */
    String readme() {
        Course.Step step = course.last();
        StringBuilder page = new StringBuilder("""
            %s

            This project is step %d of the course *MCP Auth, Step by Step – in Java*, with all sources of the steps before. Its lesson is
            `%s/README.md` in the course. You need a JDK (17 or later), Maven (3.8 or later) and curl.

            Run the tests:

            ```sh
            mvn verify
            ```

            Start the server:

            ```sh
            mvn -q package -DskipTests && java -jar target/%s.jar
            ```

            """.formatted(title(), step.number(), step.name(), step.name()));
        if (step.number() >= 5) {
            page.append("""
                The server needs public keys: files `*.public.pem` in the folder `keys`, or in the folder that `MCP_KEYS_DIR` names. In the
                course, `scripts/token.sh keys generate` creates a key pair in its folder `keys`.
                """);
        }
        if (step.number() >= 6) {
            page.append("""
                With this key pair, `scripts/token.sh issue --username alice --scopes mcp:read,mcp:tools` issues a token for this server.
                To accept the tokens of your own authorization server instead, set `MCP_ISSUER` to its URL.
                """);
        }
        page.append("""
            `docs/settings.md` in the course lists all settings.

            ```sh
            curl -s http://localhost:9000/health
            ```

            ```output
            {"status":"healthy"…}
            ```
            """);
        return page.toString();
    }

    /** What a learner does with a starter, stage by stage. */
    String task() {
        Course.Step step = course.last();
        Map<Integer, List<String>> tests = new Starter(course).testsByStage();
        List<Course.Stage> stages = step.stages();
        StringBuilder page = new StringBuilder("""
            %s – your task

            %s
            A method without code throws an `UnsupportedOperationException` that names it. Its Javadoc says what it must do. Classes
            that are in no stage are complete.

            The tests also fix the wording of messages and log lines. You need not guess it: where the Javadoc does not quote the
            text, the test does, and a failed test shows the expected text beside yours.

            The contract of step %d is its behaviour on the wire: tests that the `AppTest` runs. They are red.
            %s
            Run all tests with `mvn test`, or one class with `mvn test -Dtest=AppTest`.

            The stages below are the rows of the table "What's new" in the lesson, `%s/README.md` in the course. If you are
            stuck, run `scripts/solution.sh %d DIR STAGE` in the course, with the folder of this project as DIR: it copies the classes
            of one stage to here. Your classes and those of the solution fit together, as long as you keep the signatures.
            """.formatted(title(), contents(), step.number(), goal(), step.name(), step.number()));
        for (int i = 0; i < stages.size(); i++) {
            page.append("\n## Stage %d: %s\n\n".formatted(i + 1, stages.get(i).purpose()));
            stages.get(i).classes().forEach(type -> page.append(work(type)));
            List<String> passing = tests.getOrDefault(i, List.of());
            if (!passing.isEmpty()) {
                page.append("\nAfter this stage, `mvn test -Dtest=%s` passes:\n\n"
                        .formatted(passing.stream().map(Course::className).collect(Collectors.joining(","))));
            }
            for (String path : passing) {
                page.append("- `%s`\n".formatted(Course.className(path)));
                step.tests().get(path).tests().forEach(test -> page.append("  - `%s`\n".formatted(test.name())));
            }
        }
        page.append("\nNow `mvn verify` passes, with these tests of the contract:\n\n");
        new TestSources(course).newPromises().forEach(name -> page.append("- `%s`\n".formatted(name)));
        return page.toString();
    }

    private String contents() {
        return course.before()
                .map(before -> "This project is the server of step %d, with the classes of step %d without their code."
                        .formatted(before.number(), course.last().number()))
                .orElse("This project has the classes of step 1 without their code, and an `App` with an empty"
                        + " server.");
    }

    private String goal() {
        return course.before()
                .map(before -> "Make them green, and keep the earlier contracts green.")
                .orElse("Make them green.");
    }

    /** A line that says what to write in a class. */
    private String work(String type) {
        String path = course.last().path(type);
        List<String> methods = course.last().main().get(path).stub().unwritten();
        String work = methods.isEmpty()
                ? "complete; read it"
                : methods.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "- `src/main/java/%s`: %s\n"
                .formatted(path, type.equals("App") ? "put the parts of this step together in `create`" : work);
    }
}
