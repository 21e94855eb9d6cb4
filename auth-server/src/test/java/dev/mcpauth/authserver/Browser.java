package dev.mcpauth.authserver;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A browser that follows redirects between some servers on this machine, with cookies for each, and stops at any other URL. */
final class Browser {

    private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\"");
    private static final Pattern FIELD = Pattern.compile(
            "<(?:input type=\"(?:hidden|checkbox)\"|button class=\"yes\") name=\"([^\"]*)\" value=\"([^\"]*)\"");
    private static final int MAX_REDIRECTS = 10;

    /** Where the browser has stopped. The status is 0 if the URL is that of no server. */
    record Page(String url, int status, String body) {

        boolean asks() {
            return FORM.matcher(body).find();
        }

        /** What the user sees. */
        String text() {
            String heading = first("<h1>([^<]*)</h1>");
            String explanation = status >= 400 ? " " + first("</h1>\\s*<p>([^<]*)</p>") : "";
            return status + " " + heading + explanation;
        }

        private String first(String pattern) {
            return Pattern.compile(pattern)
                    .matcher(body)
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElse("");
        }
    }

    private final Set<String> servers;
    private final Map<String, Http> connections = new HashMap<>();

    /** @param servers the URLs of all servers that there are */
    Browser(Set<String> servers) {
        this.servers = servers;
    }

    Page open(String url) {
        return open(url, any -> false);
    }

    /** The same, but the browser stops before it opens a URL such as this. */
    Page open(String url, Predicate<String> end) {
        String next = url;
        for (int i = 0; i < MAX_REDIRECTS; i++) {
            if (end.test(next) || !servers.contains(origin(next))) {
                return new Page(next, 0, "");
            }
            var response = at(next).get(path(next));
            if (response.headers().firstValue("Location").isEmpty()) {
                return new Page(next, response.statusCode(), response.body());
            }
            next = response.headers().firstValue("Location").get();
        }
        throw new AssertionError("too many redirects: " + next);
    }

    /** The user presses the first button of the only form, with all boxes checked. */
    Page allow(Page page, Predicate<String> end) {
        MatchResult form = FORM.matcher(page.body()).results().findFirst().orElseThrow(() -> new AssertionError(page));
        List<String> fields = new ArrayList<>();
        FIELD.matcher(page.body())
                .results()
                .forEach(field ->
                        fields.addAll(List.of(field.group(1), field.group(2).replace("&amp;", "&"))));
        var response = at(page.url()).post(form.group(1), fields.toArray(String[]::new));
        return response.headers()
                .firstValue("Location")
                .map(location -> open(location, end))
                .orElseGet(() -> new Page(page.url(), response.statusCode(), response.body()));
    }

    /** Opens a URL, and allows whatever a page asks for. */
    Page openAndAllow(String url, Predicate<String> end) {
        Page page = open(url, end);
        while (page.asks()) {
            page = allow(page, end);
        }
        return page;
    }

    Page openAndAllow(String url) {
        return openAndAllow(url, any -> false);
    }

    private Http at(String url) {
        return connections.computeIfAbsent(origin(url), origin -> new Http(() -> origin));
    }

    private static String origin(String url) {
        URI uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static String path(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }
}
