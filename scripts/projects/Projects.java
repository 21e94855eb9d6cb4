import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes steps of the course as projects of their own. The scripts {@code standalone.sh}, {@code start_step.sh} and
 * {@code solution.sh} compile and run this program; {@code .ci/starters} also asks it which tests must pass or fail in a starter.
 *
 * <p>Arguments: the folder of the course, a command, the number of a step, and what the command needs.
 * Exit codes: 2 if the arguments are wrong.
 */
final class Projects {

    private final Course course;
    private final List<Course.Step> steps;
    private final Course.Step step;

    private Projects(Course course, int number) {
        this.course = course;
        this.steps = course.steps(number);
        this.step = steps.get(number - 1);
    }

    public static void main(String[] arguments) throws IOException {
        try {
            Projects projects = new Projects(new Course(Path.of(arguments[0])), Integer.parseInt(arguments[2]));
            switch (arguments[1]) {
                case "standalone" -> projects.writeStandalone(Path.of(arguments[3]));
                case "start" -> projects.writeStarter(Path.of(arguments[3]));
                case "stages" -> projects.printStages(Path.of(arguments[3]));
                case "solution" -> projects.copySolution(Path.of(arguments[3]), arguments[4]);
                case "promises" -> {
                    projects.earlierPromises().forEach(name -> System.out.println(name + " green"));
                    projects.newPromises().forEach(name -> System.out.println(name + " red"));
                }
                default -> throw new IllegalArgumentException("Unknown command " + arguments[1]);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    // Projects

    private void writeStandalone(Path folder) throws IOException {
        requireEmpty(folder);
        writeCommon(folder);
        step.main().forEach((path, source) -> write(folder, "src/main/java/" + path, source.text()));
        write(folder, "README.md", readme());
    }

    private void writeStarter(Path folder) throws IOException {
        requireEmpty(folder);
        writeCommon(folder);
        starter().forEach((path, source) -> write(folder, "src/main/java/" + path, source.text()));
        write(folder, "README.md", readme());
        write(folder, "TASK.md", task());
    }

    /** Everything but the main sources of the step itself. */
    private void writeCommon(Path folder) {
        write(folder, "pom.xml", Pom.of(course, steps));
        write(folder, "LICENSE", Course.read(course.root().resolve("LICENSE")));
        write(
                folder,
                "src/main/resources/logback.xml",
                Course.read(steps.get(0).module().resolve("src/main/logging/logback.xml")));
        Course.merged(steps.subList(0, steps.size() - 1).stream().map(Course.Step::main))
                .forEach((path, source) -> write(folder, "src/main/java/" + path, source.text()));
        tests().forEach((path, source) -> write(folder, "src/test/java/" + path, source.text()));
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder)) {
            boolean empty = false;
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    empty = files.findAny().isEmpty();
                }
            }
            if (!empty) {
                throw new IllegalArgumentException(folder + " exists and is not an empty folder.");
            }
        }
    }

    private static void write(Path folder, String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // Main sources of a starter

    private Map<String, JavaSource> starter() {
        Map<String, JavaSource> sources = new TreeMap<>();
        step.main().forEach((path, source) -> sources.put(path, source.stub()));
        sources.put(step.path("App"), appOfStepBefore());
        return sources;
    }

    /** The App of the step with the code of the App before, so that the contracts before hold. */
    private JavaSource appOfStepBefore() {
        JavaSource app = step.app();
        Set<String> imports = new TreeSet<>(app.imports());
        String code;
        if (step.number() == 1) {
            code = "return " + step.appTest().serverOfMember("On").orElseThrow() + ";\n    ";
        } else {
            Course.Step before = steps.get(steps.size() - 2);
            code = before.app().bodyOf("create").strip() + "\n    ";
            imports.addAll(before.app().imports());
            before.main().forEach((path, source) ->
                    imports.add(source.packageName() + path.substring(path.lastIndexOf('/')).replace("/", ".").replace(".java", "")));
            imports.remove(before.app().packageName() + ".App");
        }
        String comment = step.number() == 1
                ? "// A server without a path. Your task is to write step 1."
                : "// The server of step " + (step.number() - 1) + ". Your task is to turn it into that of step " + step.number() + ".";
        return app.withBody("create", "\n        " + comment + "\n        " + code).withImports(imports);
    }

    // Tests

    /** The tests of the step, without those that need more than its project, and the sources that they need. */
    private Map<String, JavaSource> tests() {
        String known = steps.stream()
                .map(each -> each.app().packageName().replaceFirst(".*\\.", ""))
                .collect(Collectors.joining("|"));
        Pattern foreign = Pattern.compile("(?<!\")dev\\.mcpauth\\.(?!(" + known + ")\\b)\\w|Path\\.of\\(\"\\.\\.\"\\)");
        Pattern foreignInApp = Pattern.compile(foreign.pattern() + "|\"README\\.md\"");
        Map<String, JavaSource> chosen = new TreeMap<>();
        step.tests().forEach((path, source) -> {
            if (path.endsWith("/AppTest.java")) {
                chosen.put(path, source.withoutMembersThatMention(foreignInApp));
            } else if (path.endsWith("Test.java") && !foreign.matcher(source.text()).find()) {
                chosen.put(path, source);
            }
        });
        Map<String, JavaSource> fixtures = Course.merged(steps.stream().map(Course.Step::tests));
        fixtures.keySet().removeIf(path -> path.endsWith("Test.java"));
        chosen.putAll(reachable(chosen.values(), fixtures));
        return chosen;
    }

    /** The sources of these candidates that some sources need, directly or through others. */
    private static Map<String, JavaSource> reachable(Iterable<JavaSource> start, Map<String, JavaSource> candidates) {
        Map<String, JavaSource> found = new TreeMap<>();
        List<JavaSource> open = new ArrayList<>();
        start.forEach(open::add);
        while (!open.isEmpty()) {
            JavaSource source = open.remove(0);
            candidates.forEach((path, candidate) -> {
                if (!found.containsKey(path) && source.mentions(className(path))) {
                    found.put(path, candidate);
                    open.add(candidate);
                }
            });
        }
        return found;
    }

    private static String className(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    }

    /** The tests of these contracts, and of those that they extend. */
    private List<JavaSource.TestMethod> testsOf(List<String> contracts) {
        Map<String, JavaSource> fixtures = Course.merged(steps.stream().map(Course.Step::tests));
        List<String> open = new ArrayList<>(contracts);
        Set<JavaSource.TestMethod> tests = new LinkedHashSet<>();
        for (int i = 0; i < open.size(); i++) {
            String name = open.get(i);
            fixtures.forEach((path, source) -> {
                if (className(path).equals(name)) {
                    open.addAll(source.interfaces());
                    tests.addAll(source.tests());
                }
            });
        }
        return List.copyOf(tests);
    }

    /** The tests of the contract of the step, without those that may pass on the step before. */
    private List<String> newPromises() {
        return testsOf(step.appTest().interfacesOfMember("On")).stream()
                .filter(test -> !test.holdsBefore())
                .map(JavaSource.TestMethod::name)
                .toList();
    }

    /** The tests of the earlier contracts, without those that expect something else of this step than of the step before. */
    private List<String> earlierPromises() {
        List<String> contracts = new ArrayList<>(step.appTest().interfaces());
        contracts.removeAll(step.appTest().interfacesOfMember("On"));
        contracts.remove("ReadmeContract");
        List<JavaSource.TestMethod> tests = new ArrayList<>(testsOf(contracts));
        if (step.number() > 1) {
            Set<String> changed = new TreeSet<>(step.appTest().methods());
            changed.removeAll(steps.get(steps.size() - 2).appTest().methods());
            steps.stream()
                    .limit(step.number() - 1)
                    .flatMap(each -> each.tests().values().stream())
                    .forEach(source -> tests.removeAll(source.testsThatNeed(changed)));
        }
        return tests.stream().map(JavaSource.TestMethod::name).toList();
    }

    // Stages

    /** The test classes that can pass after a stage, because the code that they need is written then. */
    private Map<Integer, List<String>> testsByStage() {
        List<Course.Stage> stages = step.stages();
        Map<String, JavaSource> candidates = new TreeMap<>(step.main());
        step.tests().forEach((path, source) -> {
            if (!path.endsWith("Test.java")) {
                candidates.put(path, source);
            }
        });
        Map<Integer, List<String>> result = new TreeMap<>();
        tests().forEach((path, source) -> {
            if (path.endsWith("Test.java") && !path.endsWith("/AppTest.java")) {
                Set<String> needed = new HashSet<>();
                reachable(List.of(source), candidates).keySet().forEach(each -> needed.add(className(each)));
                IntStream.range(0, stages.size())
                        .filter(stage -> stages.get(stage).classes().stream().anyMatch(needed::contains))
                        .max()
                        .ifPresent(last -> result.computeIfAbsent(last, any -> new ArrayList<>()).add(path));
            }
        });
        return result;
    }

    private void printStages(Path folder) {
        requireStarter(folder);
        List<Course.Stage> stages = step.stages();
        for (int i = 0; i < stages.size(); i++) {
            System.out.println(i + 1 + "  " + String.join(", ", stages.get(i).classes()) + ": " + stages.get(i).purpose());
        }
    }

    private void copySolution(Path folder, String which) throws IOException {
        requireStarter(folder);
        List<Course.Stage> stages = step.stages();
        if (!which.equals("all") && (!which.matches("[1-9][0-9]?") || Integer.parseInt(which) > stages.size())) {
            throw new IllegalArgumentException("Step " + step.number() + " has the stages 1 to " + stages.size() + ", not " + which + ".");
        }
        Map<String, JavaSource> starter = starter();
        for (int i = 0; i < stages.size(); i++) {
            if (which.equals("all") || Integer.parseInt(which) == i + 1) {
                for (String type : stages.get(i).classes()) {
                    String path = step.path(type);
                    String solution = step.main().get(path).text();
                    Path file = folder.resolve("src/main/java").resolve(path);
                    String mine = Files.exists(file) ? Course.read(file) : solution;
                    if (!mine.equals(solution) && !mine.equals(starter.get(path).text())) {
                        write(folder, "src/main/java/" + path + ".mine", mine);
                        System.out.println("Kept your version: src/main/java/" + path + ".mine");
                    }
                    write(folder, "src/main/java/" + path, solution);
                    System.out.println("Copied stage " + (i + 1) + ": src/main/java/" + path);
                }
            }
        }
    }

    private void requireStarter(Path folder) {
        if (!Files.exists(folder.resolve("src/main/java").resolve(step.path("App")))) {
            throw new IllegalArgumentException(folder + " is not a project of step " + step.number()
                    + ". To write one, run scripts/start_step.sh " + step.number() + " DIR");
        }
    }

    // Pages

    private String title() {
        return Course.read(step.module().resolve("README.md"))
                .lines()
                .findFirst()
                .orElseThrow();
    }

    /** {@code ReadmeContract} runs the console block. */
    private String readme() {
        StringBuilder page = new StringBuilder("""
                %s

                This project is step %d of the course *MCP Auth, Step by Step – in Java*, with the sources of all steps before it. The
                lesson is `%s/README.md` in the course. You need a JDK (17 or later), Maven (3.8 or later) and curl.

                Run the tests:

                ```sh
                mvn verify
                ```

                Start the server:

                ```sh
                mvn -q package -DskipTests && java -jar target/%s.jar
                ```

                ```console
                $ curl -s http://localhost:9000/health
                {"status":"healthy"…}
                ```

                """.formatted(title(), step.number(), step.name(), step.name()));
        if (step.number() >= 5) {
            page.append("""
                    The server reads public keys from the folder `keys`. To share the keys of the course, run
                    `scripts/token.sh keys generate` there, and set `MCP_KEYS_DIR` to its folder `keys` when you start the server here.
                    """);
        }
        if (step.number() >= 6) {
            page.append("""
                    `scripts/token.sh issue --username alice --scopes mcp:read,mcp:tools` in the course issues a token for this server.
                    To accept the tokens of your own authorization server instead, set `MCP_ISSUER` to its URL.
                    """);
        }
        return page.append("`docs/settings.md` in the course lists all settings.\n").toString();
    }

    private String task() {
        Map<String, JavaSource> starter = starter();
        Map<Integer, List<String>> tests = testsByStage();
        List<Course.Stage> stages = step.stages();
        StringBuilder page = new StringBuilder("""
                %s – your task

                %s
                A method without code throws an `UnsupportedOperationException` that names it. Its Javadoc says what it must do.

                The tests of contract %d are red. %s
                Run all tests with `mvn test`, or one class with `mvn test -Dtest=AppTest`.

                The stages below follow the table "What's new" of the lesson, `%s/README.md` in the course. If you are stuck, run
                `scripts/solution.sh %d DIR STAGE` in the course, with the folder of this project as DIR: it copies the files of a
                stage here. Every mixture of your files and the copied ones compiles.
                """.formatted(
                        title(),
                        step.number() == 1
                                ? "This project has the classes of step 1 without their code, and an `App` with an empty server."
                                : "This project is the server of step %d, with the classes of step %d without their code."
                                        .formatted(step.number() - 1, step.number()),
                        step.number(),
                        step.number() == 1
                                ? "Make them green."
                                : "Make them green, and keep those of the earlier contracts green.",
                        step.name(),
                        step.number()));
        for (int i = 0; i < stages.size(); i++) {
            page.append("\n## Stage %d: %s\n\n".formatted(i + 1, stages.get(i).purpose()));
            for (String type : stages.get(i).classes()) {
                String path = step.path(type);
                List<String> methods = starter.get(path).unwritten();
                page.append("- `src/main/java/%s`: %s\n".formatted(path, type.equals("App")
                        ? "wire the server of this step together in `create`"
                        : methods.isEmpty() ? "complete; read it" : methods.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))));
            }
            List<String> passing = tests.getOrDefault(i, List.of());
            if (!passing.isEmpty()) {
                page.append("\nAfter this stage, `mvn test -Dtest=%s` passes:\n\n".formatted(
                        passing.stream().map(Projects::className).collect(Collectors.joining(","))));
            }
            for (String path : passing) {
                page.append("- `%s`\n".formatted(className(path)));
                step.tests().get(path).tests().forEach(test -> page.append("  - `%s`\n".formatted(test.name())));
            }
            if (i == stages.size() - 1) {
                page.append("\nAfter this stage, `mvn verify` passes, with these tests of the contract:\n\n");
                newPromises().forEach(name -> page.append("- `%s`\n".formatted(name)));
            }
        }
        return page.toString();
    }
}
