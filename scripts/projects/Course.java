import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a step consists of: itself, after all steps that it builds on.
 *
 * @param root the folder of the course
 */
record Course(Path root, List<Step> steps) {

    /** A row of the table "What's new" in a lesson: classes, and what they are for. */
    record Stage(List<String> classes, String purpose) {}

    /** A step. The paths of its sources are relative to {@code src/main/java} and {@code src/test/java}. */
    record Step(int number, Path module, Map<String, JavaSource> main, Map<String, JavaSource> tests) {

        String name() {
            return module.getFileName().toString();
        }

        /** The lesson. */
        String readme() {
            return read(module.resolve("README.md"));
        }

        /** The path of a class of this step, by its simple name. */
        String path(String type) {
            return main.keySet().stream()
                    .filter(path -> className(path).equals(type))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name() + " has no class " + type));
        }

        JavaSource app() {
            return main.get(path("App"));
        }

        JavaSource appTest() {
            return tests.get(path("App").replace("App.java", "AppTest.java"));
        }

        /**
         * The stages in which a learner writes this step: the rows of "What's new", and finally the App. A class without a row is not
         * part of the task.
         */
        List<Stage> stages() {
            String section = readme().split("(?m)^## What's new$")[1].split("(?m)^## ")[0];
            List<Stage> stages = new ArrayList<>();
            Pattern.compile("(?m)^\\| (`\\w+`(?:, `\\w+`)*) \\| (.*) \\|$")
                    .matcher(section)
                    .results()
                    .map(row -> new Stage(List.of(row.group(1).replace("`", "").split(", ")), row.group(2)))
                    .sorted((a, b) -> Boolean.compare(
                            a.classes().contains("App"), b.classes().contains("App")))
                    .forEach(stages::add);
            return stages;
        }
    }

    /** @throws IllegalArgumentException if there is no step with this number */
    static Course upTo(int last, Path root) {
        LinkedList<Step> steps = new LinkedList<>();
        OptionalInt number = OptionalInt.of(last);
        while (number.isPresent()) {
            Step step = step(number.getAsInt(), root);
            steps.addFirst(step);
            // The first dependency of a step is the previous step.
            number = Pattern.compile("<artifactId>step([0-9]+)-")
                    .matcher(read(step.module().resolve("pom.xml")).split("<dependencies>")[1])
                    .results()
                    .mapToInt(match -> Integer.parseInt(match.group(1)))
                    .findFirst();
        }
        return new Course(root, List.copyOf(steps));
    }

    Step last() {
        return steps.get(steps.size() - 1);
    }

    List<Step> earlier() {
        return steps.subList(0, steps.size() - 1);
    }

    /** The step before the last, if there is one. */
    Optional<Step> before() {
        return earlier().isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 2));
    }

    /** The sources of some steps in one folder. */
    static Map<String, JavaSource> merged(List<Step> steps, Function<Step, Map<String, JavaSource>> sources) {
        Map<String, JavaSource> all = new TreeMap<>();
        steps.forEach(step -> all.putAll(sources.apply(step)));
        return all;
    }

    /** The simple name of the class in a file. */
    static String className(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace(".java", "");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Step step(int number, Path root) {
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
}
