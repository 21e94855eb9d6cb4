import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The main sources of a step as a learner finds them, and which tests can pass after which stage. */
record Starter(Course course) {

    /** The classes of the step; those of the stages are without their code. */
    Map<String, JavaSource> sources() {
        Course.Step step = course.last();
        Map<String, JavaSource> sources = new TreeMap<>(step.main());
        step.stages().stream()
                .flatMap(stage -> stage.classes().stream())
                .map(step::path)
                .forEach(path -> sources.computeIfPresent(path, (any, source) -> source.stub()));
        sources.put(step.path("App"), app());
        return sources;
    }

    /** The App of the step with the code of the App before, so that the earlier contracts hold. */
    private JavaSource app() {
        Course.Step step = course.last();
        Set<String> imports = new TreeSet<>(step.app().imports());
        String code;
        if (course.before().isPresent()) {
            Course.Step before = course.before().get();
            List<String> lines = new ArrayList<>(before.app().declarationsFor(step.app(), "create"));
            lines.add(
                    0,
                    "// The server of step %d. Your task is to turn it into that of step %d."
                            .formatted(before.number(), step.number()));
            lines.add(before.app().bodyOf("create").strip());
            code = String.join("\n        ", lines);
            imports.addAll(before.app().imports());
            before.main().keySet().stream()
                    .map(path -> path.replace("/", ".").replaceFirst("\\.java$", ""))
                    .filter(type -> !type.endsWith(".App"))
                    .forEach(imports::add);
        } else {
            code = "// A server without any path. Your task is to write step 1.\n        return %s;"
                    .formatted(step.appTest().serverOfMember("On").orElseThrow());
        }
        return step.app().withBody("create", "\n        " + code + "\n    ").withImports(imports);
    }

    /** The paths of the test classes that can pass after a stage, counted from 0, because the code that they need is there. */
    Map<Integer, List<String>> testsByStage() {
        List<Course.Stage> stages = course.last().stages();
        Map<String, JavaSource> candidates = new TreeMap<>(course.last().tests());
        candidates.keySet().removeIf(TestSources::isTest);
        candidates.putAll(course.last().main());
        // A class that is complete in the starter is there before its stage.
        Set<String> complete = new HashSet<>();
        course.last().main().forEach((path, source) -> {
            if (!path.endsWith("/App.java") && source.stub().unwritten().isEmpty()) {
                complete.add(Course.className(path));
            }
        });
        Map<Integer, List<String>> result = new TreeMap<>();
        new TestSources(course).all().forEach((path, source) -> {
            if (TestSources.isTest(path) && !path.endsWith("/AppTest.java")) {
                Set<String> needed = new HashSet<>();
                TestSources.reachable(List.of(source), candidates)
                        .keySet()
                        .forEach(each -> needed.add(Course.className(each)));
                needed.removeAll(complete);
                IntStream.range(0, stages.size())
                        .filter(stage -> stages.get(stage).classes().stream().anyMatch(needed::contains))
                        .max()
                        .ifPresent(last -> result.computeIfAbsent(last, any -> new ArrayList<>())
                                .add(path));
            }
        });
        return result;
    }
}
