import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes steps of the course as projects of their own. The scripts {@code standalone.sh}, {@code start_step.sh} and
 * {@code solution.sh} compile and run this program; {@code .ci/starters} also asks it which tests must pass or fail in a starter.
 *
 * <p>Arguments: the folder of the course, a command, the number of a step, and what the command needs; after {@code --}, the next command. Exit codes: 2 if the
 * arguments are wrong, 1 if a file cannot be read or written.
 */
record Projects(Course course) {

    public static void main(String[] arguments) {
        try {
            List<String> rest = List.of(arguments).subList(1, arguments.length);
            while (!rest.isEmpty()) {
                int end = rest.contains("--") ? rest.indexOf("--") : rest.size();
                run(Path.of(arguments[0]), rest.subList(0, end));
                rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Cannot read or write a file: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path root, List<String> command) throws IOException {
        Projects projects = new Projects(Course.upTo(Integer.parseInt(command.get(1)), root));
        switch (command.get(0)) {
            case "standalone" -> projects.writeStandalone(Path.of(command.get(2)));
            case "start" -> projects.writeStarter(Path.of(command.get(2)));
            case "stages" -> projects.printStages(Path.of(command.get(2)));
            case "solution" -> projects.copySolution(Path.of(command.get(2)), command.get(3));
            case "promises" -> projects.printPromises();
            default -> throw new IllegalArgumentException("Unknown command " + command.get(0));
        }
    }

    private void writeStandalone(Path folder) throws IOException {
        writeCommon(folder);
        write(folder, "src/main/java/", course.last().main());
    }

    private void writeStarter(Path folder) throws IOException {
        writeCommon(folder);
        write(folder, "src/main/java/", new Starter(course).sources());
        write(folder, "TASK.md", new Pages(course).task());
    }

    /** Everything but the main sources of the step itself. */
    private void writeCommon(Path folder) throws IOException {
        requireEmpty(folder);
        Path logging = course.steps().get(0).module().resolve("src/main/logging/logback.xml");
        write(folder, "pom.xml", Pom.of(course));
        write(folder, "README.md", new Pages(course).readme());
        for (String file : List.of("LICENSE", ".gitignore")) {
            write(folder, file, Course.read(course.root().resolve(file)));
        }
        write(folder, "src/main/resources/logback.xml", Course.read(logging));
        write(folder, "src/main/java/", Course.merged(course.earlier(), Course.Step::main));
        write(folder, "src/test/java/", new TestSources(course).all());
    }

    private static void requireEmpty(Path folder) throws IOException {
        boolean empty = !Files.exists(folder);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                empty = files.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new IllegalArgumentException(folder + " exists and is not an empty folder.");
        }
    }

    private static void write(Path folder, String start, Map<String, JavaSource> sources) {
        sources.forEach((path, source) -> write(folder, start + path, source.text()));
    }

    private static void write(Path folder, String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void printPromises() {
        TestSources tests = new TestSources(course);
        tests.earlierPromises().forEach(name -> System.out.println(name + " green"));
        tests.newPromises().forEach(name -> System.out.println(name + " red"));
    }

    private void printStages(Path folder) {
        requireStarter(folder);
        int number = 0;
        for (Course.Stage stage : course.last().stages()) {
            number++;
            System.out.printf("%2d  %s: %s%n", number, String.join(", ", stage.classes()), stage.purpose());
        }
    }

    /** @param which the number of a stage, or {@code all} */
    private void copySolution(Path folder, String which) {
        requireStarter(folder);
        List<Course.Stage> stages = course.last().stages();
        if (which.equals("all")) {
            copy(stages, folder);
        } else if (which.matches("[1-9][0-9]?") && Integer.parseInt(which) <= stages.size()) {
            copy(List.of(stages.get(Integer.parseInt(which) - 1)), folder);
        } else {
            throw new IllegalArgumentException("Step %d has the stages 1 to %d, not %s."
                    .formatted(course.last().number(), stages.size(), which));
        }
    }

    private void copy(List<Course.Stage> stages, Path folder) {
        Map<String, JavaSource> starter = new Starter(course).sources();
        for (Course.Stage stage : stages) {
            for (String type : stage.classes()) {
                String path = course.last().path(type);
                String solution = course.last().main().get(path).text();
                Path file = folder.resolve("src/main/java").resolve(path);
                String found = Files.exists(file) ? Course.read(file) : solution;
                if (!found.equals(solution) && !found.equals(starter.get(path).text())) {
                    write(folder, "src/main/java/" + path + ".mine", found);
                    System.out.println("Kept your version as src/main/java/" + path + ".mine");
                }
                write(folder, "src/main/java/" + path, solution);
                System.out.println("Copied src/main/java/" + path);
            }
        }
    }

    private void requireStarter(Path folder) {
        int number = course.last().number();
        if (!Files.exists(folder.resolve("src/main/java").resolve(course.last().path("App")))) {
            throw new IllegalArgumentException(
                    "%s is not a project of step %d. scripts/start_step.sh %d DIR writes one."
                            .formatted(folder, number, number));
        }
    }
}
