package dev.mcpauth.check;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Watches all exchanges for what a response must not reveal. */
final class Leaks {

    private static final int SHORTEST_TOKEN = 20;

    /** Stack traces, qualified names of exceptions, and paths of files. */
    private static final List<Pattern> INTERNALS = List.of(
            Pattern.compile("\\bat [\\w.$/]+\\([\\w]+\\.(java|kt|scala):\\d+\\)"), // Java
            Pattern.compile("\\bat .{0,200}[\\w/.-]+\\.[cm]?[jt]s:\\d+:\\d+"), // Node.js
            Pattern.compile("Traceback \\(most recent call last\\)|File \"[^\"]+\\.py\", line \\d+"), // Python
            Pattern.compile("\\bat [\\w.<>`]+\\(.{0,200}\\) in .{1,200}:line \\d+"), // .NET
            Pattern.compile("goroutine \\d+ \\["), // Go
            Pattern.compile("\\b[a-z][\\w]*(\\.[a-z][\\w]*)+\\.[A-Z]\\w*(Exception|Error)\\b"),
            Pattern.compile("(?<![\\w/.:=\"'-])/(home|usr|var|opt|srv|Users|root)/[\\w.-]+/"), // not a link
            Pattern.compile("\\b[A-Z]:\\\\{1,2}[\\w .-]+\\\\"));

    private Exchange internals;
    private Exchange token;

    void watch(Exchange exchange) {
        Response response = exchange.response();
        if (response == null) {
            return;
        }
        boolean isError = response.status() >= 400 || response.error().isPresent();
        // In JSON, line breaks and quotes are escaped.
        String body = response.body().replaceAll("\\\\[nrt]", "\n").replace("\\\"", "\"");
        if (internals == null
                && isError
                && INTERNALS.stream().anyMatch(pattern -> pattern.matcher(body).find())) {
            internals = exchange;
        }
        if (token == null
                && sentToken(exchange.request())
                        .filter(sent -> echoes(response, sent))
                        .isPresent()) {
            token = exchange;
        }
    }

    private static Optional<String> sentToken(Request request) {
        return request.header("Authorization")
                .map(value -> value.replaceFirst("(?i)^bearer +", ""))
                .filter(value -> value.length() >= SHORTEST_TOKEN);
    }

    private static boolean echoes(Response response, String token) {
        return response.body().contains(token)
                || response.headers().stream().anyMatch(header -> header.value().contains(token));
    }

    /** A response that reveals the inside of the server. */
    Optional<Exchange> internals() {
        return Optional.ofNullable(internals);
    }

    /** A response that repeats the token of its request. */
    Optional<Exchange> token() {
        return Optional.ofNullable(token);
    }
}
