package dev.mcpauth.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The excerpts of a page. An excerpt is a {@code java} block after a comment {@code <!-- excerpt: FILE -->}, with a path relative to
 * the page. It consists of whole lines, whose indentation does not count. A line {@code // …} stands for what is left out.
 */
final class Excerpts {

    private static final Pattern EXCERPT =
            Pattern.compile("(?<=<!-- excerpt: (\\S{1,200}) -->\\n{1,2}```java\\n)(.*?)(?=```)", Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("\\w+|[^\\w\\s]");
    private static final String OMISSION = "// …";

    // How an excerpt is aligned with its source, in words: what a line costs that only one of the two has, and what an
    // equal line gains.
    private static final double GAP = 1;
    private static final double EQUAL = 2;

    /** Two lines, or an excerpt and a part of its source, resemble each other if at least this share of their words is the same. */
    private static final double ENOUGH = 0.6;

    private final Path page;
    private final String text;

    /** @param page the path of the page, to which the paths of the sources are relative */
    Excerpts(Path page, String text) {
        this.page = page;
        this.text = text;
    }

    /** The pieces of excerpts that are not in their sources, and {@code java} blocks without a source. */
    List<String> stale() throws IOException {
        List<String> stale = new ArrayList<>();
        long blocks = Pattern.compile("(?m)^```java$").matcher(text).results().count();
        if (blocks != EXCERPT.matcher(text).results().count()) {
            stale.add("a java block without a comment that names its source");
        }
        for (MatchResult excerpt : EXCERPT.matcher(text).results().toList()) {
            List<String> source = source(excerpt);
            int from = 0;
            for (List<String> piece : pieces(excerpt.group(2))) {
                int at = Collections.indexOfSubList(stripped(source.subList(from, source.size())), stripped(piece));
                if (at < 0) {
                    stale.add(excerpt.group(1) + ": " + String.join("\n", piece));
                    break;
                }
                from += at + piece.size();
            }
        }
        return stale;
    }

    /**
     * The page with excerpts that are in their sources. A stale piece is replaced with the lines of its source that resemble it
     * most. If no lines resemble it, the piece stays unchanged.
     */
    String updated() throws IOException {
        StringBuilder result = new StringBuilder();
        Matcher excerpts = EXCERPT.matcher(text);
        while (excerpts.find()) {
            excerpts.appendReplacement(
                    result, Matcher.quoteReplacement(updated(excerpts.group(2), source(excerpts.toMatchResult()))));
        }
        return excerpts.appendTail(result).toString();
    }

    private List<String> source(MatchResult excerpt) throws IOException {
        return Files.readAllLines(page.resolveSibling(excerpt.group(1)));
    }

    private static List<List<String>> pieces(String code) {
        List<List<String>> pieces = new ArrayList<>();
        pieces.add(new ArrayList<>());
        for (String line : code.lines().toList()) {
            if (line.strip().equals(OMISSION)) {
                pieces.add(new ArrayList<>());
            } else {
                pieces.get(pieces.size() - 1).add(line);
            }
        }
        return pieces;
    }

    private static List<String> stripped(List<String> lines) {
        return lines.stream().map(String::strip).toList();
    }

    private static String updated(String code, List<String> source) {
        StringBuilder result = new StringBuilder();
        int from = 0;
        for (List<String> piece : pieces(code)) {
            if (!result.isEmpty()) {
                result.append(OMISSION).append('\n');
            }
            List<String> rest = source.subList(from, source.size());
            int at = Collections.indexOfSubList(stripped(rest), stripped(piece));
            int[] range = at >= 0 ? new int[] {at, at + piece.size()} : mostSimilar(stripped(piece), stripped(rest));
            List<String> lines =
                    range[0] == range[1] ? piece : indented(rest.subList(range[0], range[1]), indentation(piece));
            from += range[1];
            lines.forEach(line -> result.append(line).append('\n'));
        }
        return result.toString();
    }

    /** The start and the end of the lines in the source that resemble a piece most. They are the same if no lines do. */
    private static int[] mostSimilar(List<String> piece, List<String> source) {
        // The best alignment of the first i lines of the piece with lines that end before line j: its score, and its
        // first line
        double[][] score = new double[piece.size() + 1][source.size() + 1];
        int[][] start = new int[piece.size() + 1][source.size() + 1];
        for (int j = 0; j <= source.size(); j++) {
            start[0][j] = j;
        }
        for (int i = 1; i <= piece.size(); i++) {
            String line = piece.get(i - 1);
            score[i][0] = score[i - 1][0] - GAP;
            for (int j = 1; j <= source.size(); j++) {
                String candidate = source.get(j - 1);
                double both = score[i - 1][j - 1] + similarity(line, candidate);
                double removed = score[i - 1][j] - GAP;
                double added = score[i][j - 1] - GAP;
                score[i][j] = Math.max(both, Math.max(removed, added));
                start[i][j] = score[i][j] == both
                        ? start[i - 1][j - 1]
                        : score[i][j] == removed ? start[i - 1][j] : start[i][j - 1];
            }
        }
        int end = 0;
        for (int j = 1; j <= source.size(); j++) {
            end = score[piece.size()][j] > score[piece.size()][end] ? j : end;
        }
        int size = piece.stream().mapToInt(line -> words(line).size()).sum();
        return score[piece.size()][end] < ENOUGH * size ? new int[] {0, 0} : new int[] {start[piece.size()][end], end};
    }

    private static List<String> words(String line) {
        return WORD.matcher(line).results().map(MatchResult::group).toList();
    }

    /** How many words two lines have in common, more if the lines are equal; 0 if they do not resemble each other. */
    private static double similarity(String a, String b) {
        List<String> left = words(a);
        List<String> right = new ArrayList<>(words(b));
        int size = left.size() + right.size();
        double share = 2.0 * left.stream().filter(right::remove).count() / size;
        return share < ENOUGH ? 0 : share * left.size() + (a.equals(b) ? EQUAL : 0);
    }

    private static int indentation(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.indexOf(line.strip()))
                .min()
                .orElse(0);
    }

    private static List<String> indented(List<String> lines, int indentation) {
        int extra = indentation(lines);
        return lines.stream()
                .map(line -> line.isBlank() ? "" : " ".repeat(indentation) + line.substring(extra))
                .toList();
    }
}
