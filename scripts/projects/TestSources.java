import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tests of the project of a step. */
record TestSources(Course course) {

    static boolean isTest(String path) {
        return path.endsWith("Test.java");
    }

    /**
     * The tests of the step, and the sources that they need. Tests that need another module, or other files of the repository, are left
     * out: whole classes, but only single members of the AppTest.
     */
    Map<String, JavaSource> all() {
        String packages = course.steps().stream()
                .map(step -> step.app().packageName().replaceFirst(".*\\.", ""))
                .collect(Collectors.joining("|"));
        Pattern elsewhere = Pattern.compile("(?<!\")dev\\.mcpauth\\.(?!(" + packages + ")\\b)\\w|Path\\.of\\(\"\\.\\.");
        Map<String, JavaSource> chosen = new TreeMap<>(course.last().tests());
        chosen.keySet().removeIf(path -> !isTest(path));
        chosen.replaceAll((path, source) ->
                path.endsWith("/AppTest.java") ? source.withoutMembersThatMention(elsewhere) : source);
        chosen.values().removeIf(source -> elsewhere.matcher(source.text()).find());
        Map<String, JavaSource> candidates = Course.merged(course.steps(), Course.Step::tests);
        candidates.keySet().removeIf(TestSources::isTest);
        chosen.putAll(reachable(chosen.values(), candidates));
        return chosen;
    }

    /** The sources of these candidates that some sources need, directly or through others. */
    static Map<String, JavaSource> reachable(Collection<JavaSource> start, Map<String, JavaSource> candidates) {
        Map<String, JavaSource> found = new TreeMap<>();
        List<JavaSource> open = new ArrayList<>(start);
        for (int i = 0; i < open.size(); i++) {
            JavaSource source = open.get(i);
            candidates.forEach((path, candidate) -> {
                if (source.mentions(Course.className(path)) && found.putIfAbsent(path, candidate) == null) {
                    open.add(candidate);
                }
            });
        }
        return found;
    }

    /** The tests of the contract of the step, without those that may pass on the previous step. */
    List<String> newPromises() {
        return testsOf(course.last().appTest().interfacesOfMember("On")).stream()
                .filter(test -> !test.holdsBefore())
                .map(JavaSource.TestMethod::name)
                .toList();
    }

    /** The tests of the earlier contracts, without those that expect something else of this step than of the previous step. */
    List<String> earlierPromises() {
        JavaSource appTest = course.last().appTest();
        List<String> contracts = new ArrayList<>(appTest.interfaces());
        contracts.removeAll(appTest.interfacesOfMember("On"));
        contracts.remove("ReadmeContract");
        Set<JavaSource.TestMethod> tests = testsOf(contracts);
        course.before().ifPresent(before -> {
            Set<String> changed = appTest.methodsOtherThanIn(before.appTest());
            Course.merged(course.earlier(), Course.Step::tests)
                    .values()
                    .forEach(source -> tests.removeAll(source.testsThatNeed(changed)));
        });
        return tests.stream().map(JavaSource.TestMethod::name).toList();
    }

    /** The tests of these contracts, and of those that they extend. */
    private Set<JavaSource.TestMethod> testsOf(List<String> contracts) {
        Map<String, JavaSource> sources = Course.merged(course.steps(), Course.Step::tests);
        List<String> open = new ArrayList<>(contracts);
        Set<JavaSource.TestMethod> tests = new LinkedHashSet<>();
        for (int i = 0; i < open.size(); i++) {
            String name = open.get(i);
            sources.forEach((path, source) -> {
                if (Course.className(path).equals(name)) {
                    open.addAll(source.interfaces());
                    tests.addAll(source.tests());
                }
            });
        }
        return tests;
    }
}
