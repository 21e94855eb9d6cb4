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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages of the course are true: links and anchors lead somewhere, pictures and tests exist, and excerpts and exercises fit the
 * sources. With the system property {@link ReadmeContract#UPDATE}, excerpts are updated.
 */
class PagesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PICTURES = ROOT.resolve("docs/pictures");
    private static final int MAX_PICTURE = 60_000;
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`");
    private static final Pattern EXCERPT_LINE =
            Pattern.compile("(?<=```java\\n(?:[^`]{0,2000}\\n)?)(?!// …|```)[^\\n]+\\n(?=[^`]*```)");
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
        Path file = ROOT.resolve(page);
        String text = Files.readString(file);
        if (Boolean.getBoolean(ReadmeContract.UPDATE)) {
            String updated = new Excerpts(file, text).updated();
            if (!updated.equals(text)) {
                Files.writeString(file, updated);
                text = updated;
            }
        }
        assertEquals(List.of(), new Excerpts(file, text).stale());
    }

    @Test
    void thePictureShowsTheTour() throws IOException {
        Path picture = PICTURES.resolve("tour.svg");
        String expected = TourPicture.of(Files.readString(ROOT.resolve("README.md")));
        if (Boolean.getBoolean(ReadmeContract.UPDATE)) {
            Files.writeString(picture, expected);
        }
        assertEquals(expected, Files.readString(picture));
    }

    @Test
    void everyPictureIsSmallAndOnAPage() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path page : pages()) {
            text.append(Files.readString(ROOT.resolve(page)));
        }
        try (DirectoryStream<Path> pictures = Files.newDirectoryStream(PICTURES)) {
            for (Path picture : pictures) {
                assertTrue(
                        text.toString().contains("docs/pictures/" + picture.getFileName() + ")"), picture.toString());
                assertTrue(Files.size(picture) < MAX_PICTURE, picture.toString());
            }
        }
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
                List.of(
                        "no-such-file.md",
                        "no-such-picture.svg",
                        "#no-such-heading",
                        "docs/glossary.md#no-such-heading"),
                brokenLinks(
                        page,
                        "# A\n[a](no-such-file.md) ![p](no-such-picture.svg) [b](#no-such-heading) [c](docs/glossary.md#no-such-heading)"
                                + " [d](#a) [e](docs/glossary.md#glossary) [f](https://example.com/x)"));
        assertEquals(
                List.of("PagesTest.noSuchTest", "NoSuchTest.testsExist"),
                missingTests("`PagesTest.noSuchTest` `NoSuchTest.testsExist` `PagesTest.testsExist` `PagesTest`"));
        String source = "step1-health/src/main/java/dev/mcpauth/health/Part.java";
        String marker = "<!-- excerpt: " + source + " -->\n```java\n";
        List<String> missing = List.of(source + ": public interface Port {");
        assertEquals(List.of(), new Excerpts(page, marker + "public interface Part {\n// …\n  }\n```\n").stale());
        assertEquals(missing, new Excerpts(page, marker + "public interface Port {\n```").stale());
        assertEquals(missing, new Excerpts(page, marker + "}\n// …\npublic interface Port {\n```").stale());
        assertEquals(1, new Excerpts(page, "```java\nint i;\n```").stale().size());
        String exercise = "<!-- exercise: " + source + " -->\n   ```diff\n   - ";
        assertEquals(List.of(), staleExercises(page, exercise + "public interface Part {\n   + class Part {\n   ```"));
        assertEquals(
                List.of(source + ": public interface Port {"),
                staleExercises(page, exercise + "public interface Port {\n   ```"));
        assertTrue(pages().size() > 15);
    }

    /** Changes a word of each line of each excerpt, and removes each line between two others. */
    @ParameterizedTest
    @MethodSource("pages")
    void anUpdatePutsAChangedExcerptBack(Path page) throws IOException {
        Path file = ROOT.resolve(page);
        String text = Files.readString(file);
        assertEquals(text, new Excerpts(file, text).updated());
        for (MatchResult line : EXCERPT_LINE.matcher(text).results().toList()) {
            String before = text.substring(0, line.start());
            String after = text.substring(line.end());
            String changed = before + line.group().replaceFirst("\\w+", "changed") + after;
            assertEquals(text, new Excerpts(file, changed).updated(), line.group());
            if (!before.matches("(?s).*(```java|// …)\n") && !after.matches("(?s)(```|// …).*")) {
                assertEquals(text, new Excerpts(file, before + after).updated(), line.group());
            }
        }
    }

    @Test
    void anUpdateLeavesAnExcerptOfOtherCodeAsItIs() throws IOException {
        String other = "<!-- excerpt: step1-health/pom.xml -->\n```java\nrecord Other(int number) {}\n```\n";
        assertEquals(other, new Excerpts(ROOT.resolve("README.md"), other).updated());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: 1 | a: 1 | a: 1",
                "a: 1 | a: 2 | a: 2",
                "a: … b: 1 | a: x b: 2 | a: … b: 2",
                "… b: 1 c | a: x b: 1 | … b: 1",
                "a b: … | a c b: d | a c b: …",
                "a: 1, … | a: 12, b: 3 | a: 12, …",
                "[1,\"…\",3] | [1,2,\"x\",4] | [1,2,\"…\",4]"
            })
    void anUpdateOfAnOutputKeepsWhatIsLeftOut(String shown, String printed, String expected) {
        ShownOutput updated = new ShownOutput(shown).updated(printed);
        assertEquals(expected, updated.text());
        assertTrue(updated.matches(printed));
        assertEquals(updated, updated.updated(printed));
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

    /** Only a quick check of the source lines; {@code .ci/exercises} does the exercises. */
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
