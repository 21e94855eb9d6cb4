import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of the course, as they are in the repository. */
record Course(Path root) {

    /** A row of the table "What's new" in a lesson: classes, and what they are for. */
    record Stage(List<String> classes, String purpose) {}

    /** A step. The paths of its sources are relative to {@code src/main/java} and {@code src/test/java}. */
    record Step(int number, Path module, Map<String, JavaSource> main, Map<String, JavaSource> tests) {

        String name() {
            return module.getFileName().toString();
        }

        /** The sources of a class of this step, by its simple name. */
        String path(String type) {
            return main.keySet().stream()
                    .filter(path -> path.endsWith("/" + type + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name() + " has no class " + type));
        }

        JavaSource app() {
            return main.get(path("App"));
        }

        JavaSource appTest() {
            return tests.get(path("App").replace("App.java", "AppTest.java"));
        }

        /** The stages in which a learner writes this step: the rows of "What's new", and the App at last. */
        List<Stage> stages() {
            String section = read(module.resolve("README.md")).split("(?m)^## What's new$")[1].split("(?m)^## ")[0];
            List<Stage> stages = new ArrayList<>();
            List<Stage> last = new ArrayList<>();
            for (MatchResult row : Pattern.compile("(?m)^\\| (`.*?`) \\| (.*?) \\|$").matcher(section).results().toList()) {
                List<String> classes =
                        Stream.of(row.group(1).split(", ")).map(name -> name.replace("`", "")).toList();
                Stage stage = new Stage(classes, row.group(2));
                (classes.contains("App") ? last : stages).add(stage);
            }
            stages.addAll(last);
            List<String> inStages = stages.stream()
                    .flatMap(stage -> stage.classes().stream())
                    .map(this::path)
                    .sorted()
                    .toList();
            if (!inStages.equals(List.copyOf(main.keySet()))) {
                throw new IllegalStateException("What's new in " + name() + " must name each class once: " + inStages
                        + " instead of " + main.keySet());
            }
            return stages;
        }
    }

    /** Steps 1 to {@code last}. */
    List<Step> steps(int last) {
        List<Step> steps = new ArrayList<>();
        for (int number = 1; number <= last; number++) {
            steps.add(step(number));
        }
        return steps;
    }

    Step step(int number) {
        String start = "step" + number + "-";
        try (Stream<Path> modules = Files.list(root)) {
            Path module = modules.filter(path -> path.getFileName().toString().startsWith(start))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Step " + number + " does not exist."));
            return new Step(
                    number, module, sources(module.resolve("src/main/java")), sources(module.resolve("src/test/java")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, JavaSource> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> folder.relativize(file).toString(),
                            file -> new JavaSource(read(file)),
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All sources of some steps: those of a later step replace those of an earlier one. */
    static Map<String, JavaSource> merged(Stream<Map<String, JavaSource>> sources) {
        Map<String, JavaSource> all = new LinkedHashMap<>();
        sources.forEach(all::putAll);
        return all;
    }
}
