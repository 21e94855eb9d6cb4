package dev.mcpauth.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages of the course are true: links and anchors lead somewhere, tests exist, and excerpts and exercises fit the
 * sources. An excerpt is a {@code java} block after a comment {@code <!-- excerpt: FILE -->}, with a path relative to the
 * page. A line {@code // …} stands for what is left out.
 */
class PagesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");
    private static final Pattern EXCERPT =
            Pattern.compile("<!-- excerpt: (\\S+) -->\\n+```java\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern EXERCISE =
            Pattern.compile("<!-- exercise: (\\S+) -->\\s+```diff\\n(.*?)```", Pattern.DOTALL);

    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, 3)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .filter(file -> !file.toString().contains("node_modules") && !file.startsWith("target"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        assertEquals(List.of(), brokenLinks(ROOT.resolve(page), Files.readString(ROOT.resolve(page))));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void testsExist(Path page) throws IOException {
        assertEquals(List.of(), missingTests(Files.readString(ROOT.resolve(page))));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void excerptsAreInTheSources(Path page) throws IOException {
        assertEquals(List.of(), staleExcerpts(ROOT.resolve(page), Files.readString(ROOT.resolve(page))));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void exercisesChangeLinesOfTheSources(Path page) throws IOException {
        assertEquals(List.of(), staleExercises(ROOT.resolve(page), Files.readString(ROOT.resolve(page))));
    }

    @Test
    void findsWhatIsWrong() throws IOException {
        Path page = ROOT.resolve("README.md");
        assertEquals(
                List.of("no-such-file.md", "#no-such-heading", "docs/glossary.md#no-such-heading"),
                brokenLinks(
                        page,
                        "# A\n[a](no-such-file.md) [b](#no-such-heading) [c](docs/glossary.md#no-such-heading)"
                                + " [d](#a) [e](docs/glossary.md#glossary) [f](https://example.com/x)"));
        assertEquals(
                List.of("PagesTest.noSuchTest", "NoSuchTest.testsExist"),
                missingTests("`PagesTest.noSuchTest` `NoSuchTest.testsExist` `PagesTest.testsExist` `PagesTest`"));
        String source = "step1-health/src/main/java/dev/mcpauth/health/Part.java";
        String marker = "<!-- excerpt: " + source + " -->\n```java\n";
        assertEquals(List.of(), staleExcerpts(page, marker + "public interface Part {\n// …\n  void addTo(```"));
        assertEquals(
                1, staleExcerpts(page, marker + "public interface Port {\n```").size());
        assertEquals(
                1,
                staleExcerpts(page, marker + "void addTo(\n// …\npublic interface Part {\n```")
                        .size());
        assertEquals(1, staleExcerpts(page, "```java\nint i;\n```").size());
        String exercise = "<!-- exercise: " + source + " -->\n   ```diff\n   - ";
        assertEquals(List.of(), staleExercises(page, exercise + "public interface Part {\n   + class Part {\n   ```"));
        assertEquals(
                List.of(source + ": public interface Port {"),
                staleExercises(page, exercise + "public interface Port {\n   ```"));
        assertTrue(pages().size() > 15);
    }

    private static List<String> brokenLinks(Path page, String text) throws IOException {
        List<String> broken = new ArrayList<>();
        for (MatchResult link :
                LINK.matcher(CODE.matcher(text).replaceAll("")).results().toList()) {
            String target = link.group(1);
            if (target.startsWith("http:") || target.startsWith("https:")) {
                continue;
            }
            String[] parts = target.split("#", 2);
            Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            boolean found = Files.exists(file);
            if (found && parts.length == 2) {
                String linked = parts[0].isEmpty() ? text : Files.readString(file);
                found = HEADING.matcher(CODE.matcher(linked).replaceAll(""))
                        .results()
                        .anyMatch(heading -> anchor(heading.group(1)).equals(parts[1]));
            }
            if (!found) {
                broken.add(target);
            }
        }
        return broken;
    }

    /** The anchor that GitHub gives to a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static List<String> missingTests(String text) throws IOException {
        List<String> missing = new ArrayList<>();
        for (MatchResult test : TEST_NAME.matcher(text).results().toList()) {
            String file = test.group(1) + ".java";
            boolean found = false;
            for (Path source : testSources()) {
                found |= source.endsWith(file) && Files.readString(source).contains(" " + test.group(2) + "(");
            }
            if (!found) {
                missing.add(test.group(1) + "." + test.group(2));
            }
        }
        return missing;
    }

    private static List<Path> testSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
            for (Path module : modules) {
                Path tests = module.resolve("src/test/java");
                try (Stream<Path> files = Files.isDirectory(tests) ? Files.walk(tests) : Stream.empty()) {
                    files.forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static List<String> staleExcerpts(Path page, String text) throws IOException {
        List<String> stale = new ArrayList<>();
        long blocks = Pattern.compile("(?m)^```java$").matcher(text).results().count();
        if (blocks != EXCERPT.matcher(text).results().count()) {
            stale.add("a java block without a comment that names its source");
        }
        for (MatchResult excerpt : EXCERPT.matcher(text).results().toList()) {
            String source = withoutIndentation(Files.readString(page.resolveSibling(excerpt.group(1))));
            int from = 0;
            for (String piece : withoutIndentation(excerpt.group(2)).split("(?m)^// …$")) {
                int at = source.indexOf(piece.strip(), from);
                if (at < 0) {
                    stale.add(excerpt.group(1) + ": " + piece.strip());
                    break;
                }
                from = at + piece.strip().length();
            }
        }
        return stale;
    }

    /** Only a first look: {@code .ci/exercises} does the exercises. */
    private static List<String> staleExercises(Path page, String text) throws IOException {
        List<String> stale = new ArrayList<>();
        for (MatchResult exercise : EXERCISE.matcher(text).results().toList()) {
            String source = withoutIndentation(Files.readString(page.resolveSibling(exercise.group(1))));
            exercise.group(2)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("- "))
                    .map(line -> line.substring(2).strip())
                    .filter(line -> !source.contains(line + "\n"))
                    .forEach(line -> stale.add(exercise.group(1) + ": " + line));
        }
        return stale;
    }

    private static String withoutIndentation(String code) {
        return code.replaceAll("(?m)^[ \\t]+", "");
    }
}
