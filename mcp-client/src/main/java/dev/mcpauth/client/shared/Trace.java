package dev.mcpauth.client.shared;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Shows the headers of requests and responses, without secrets. */
public final class Trace {

    public static final Trace NONE = new Trace(line -> {});
    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "set-cookie", "proxy-authorization", "mcp-session-id");

    private final Consumer<String> lines;

    public Trace(Consumer<String> lines) {
        this.lines = lines;
    }

    public void request(HttpRequest request) {
        // The query of an OAuth URL can contain a code.
        String url = request.uri().toString().replaceFirst("\\?.*", "?…");
        lines.accept("> " + request.method() + " " + Text.brief(url));
        headers(">", request.headers());
    }

    public void response(HttpResponse<?> response) {
        lines.accept("< " + response.statusCode());
        headers("<", response.headers());
    }

    private void headers(String mark, HttpHeaders headers) {
        headers.map()
                .forEach((name, values) -> values.forEach(value ->
                        lines.accept(mark + " " + name + ": " + (isSecret(name) ? "<not shown>" : Text.brief(value)))));
    }

    private static boolean isSecret(String name) {
        return SECRET.contains(name.toLowerCase(Locale.ROOT));
    }
}
