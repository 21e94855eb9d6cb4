package dev.mcpauth.health;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The output of a command as a page shows it: {@code …} stands for any text. */
record ShownOutput(String text) {

    private static final String ANY = "…";
    private static final Pattern TOKEN = Pattern.compile("\\w+|\\W");
    private static final long CHANGE = 1_000_000; // more than the cost of all tokens for which a … stands
    private static final long REMOVAL = 3 * CHANGE; // so that a … does not take the place of text that is still there

    boolean matches(String printed) {
        String pattern = Arrays.stream(text.split(ANY, -1)).map(Pattern::quote).collect(Collectors.joining("(?s:.*)"));
        return printed.matches(pattern);
    }

    /**
     * The output that a page should show for a command that printed something else: this output with the fewest changes after which it
     * matches. What {@code …} stood for is still left out.
     */
    ShownOutput updated(String printed) {
        List<String> old = tokens(text);
        List<String> now = tokens(printed);
        long[][] costs = costs(old, now);
        StringBuilder result = new StringBuilder();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            boolean any = i < old.size() && old.get(i).equals(ANY);
            if (any && (j == now.size() || costs[i][j] == costs[i + 1][j])) {
                result.append(ANY);
                i++;
            } else if (any) {
                j++;
            } else if (i < old.size()
                    && j < now.size()
                    && costs[i][j] == costs[i + 1][j + 1] + replacement(old.get(i), now.get(j))) {
                result.append(now.get(j++));
                i++;
            } else if (j < now.size() && costs[i][j] == costs[i][j + 1] + CHANGE) {
                result.append(now.get(j++));
            } else {
                i++;
            }
        }
        return new ShownOutput(result.toString());
    }

    private static List<String> tokens(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    /** What it costs to change the old tokens from i on so that they match the present ones from j on. */
    private static long[][] costs(List<String> old, List<String> now) {
        long[][] costs = new long[old.size() + 1][now.size() + 1];
        for (int i = old.size(); i >= 0; i--) {
            for (int j = now.size(); j >= 0; j--) {
                boolean any = i < old.size() && old.get(i).equals(ANY);
                long removed = i == old.size() ? Long.MAX_VALUE : costs[i + 1][j] + (any ? 0 : REMOVAL);
                long added = j == now.size() ? Long.MAX_VALUE : costs[i][j + 1] + (any ? 1 : CHANGE);
                long replaced = i == old.size() || j == now.size() || any
                        ? Long.MAX_VALUE
                        : costs[i + 1][j + 1] + replacement(old.get(i), now.get(j));
                boolean end = i == old.size() && j == now.size();
                costs[i][j] = end ? 0 : Math.min(replaced, Math.min(removed, added));
            }
        }
        return costs;
    }

    /** A word can replace a word, but not a punctuation mark. */
    private static long replacement(String old, String now) {
        boolean words = old.matches("\\w+") && now.matches("\\w+");
        return old.equals(now) ? 0 : words ? CHANGE : CHANGE + REMOVAL;
    }
}
