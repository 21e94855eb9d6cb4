package dev.mcpauth.client;

import dev.mcpauth.authserver.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A user at the practice authorization server, who allows every scope that is asked for. */
public final class PracticeBrowser implements Surroundings.Programs {

    private final String user;
    private final List<URI> opened = new CopyOnWriteArrayList<>();

    public PracticeBrowser(String user) {
        this.user = user;
    }

    /** The pages that the client has opened. */
    public List<URI> opened() {
        return opened;
    }

    @Override
    public void start(List<String> command) {
        URI url = URI.create(command.get(command.size() - 1));
        opened.add(url);
        Thread thread = new Thread(() -> signIn(url), "browser");
        thread.setDaemon(true);
        thread.start();
    }

    private void signIn(URI url) {
        Http http = new Http(() -> url.getScheme() + "://" + url.getRawAuthority());
        HttpResponse<String> consent = allow(http, http.get(url.getRawPath() + "?" + url.getRawQuery()));
        get(consent.headers().firstValue("Location").orElseThrow(() -> new AssertionError(consent.body())));
    }

    /** Types the code of a device. */
    void enter(String page, String code) {
        URI url = URI.create(page);
        Http http = new Http(() -> url.getScheme() + "://" + url.getRawAuthority());
        allow(http, http.post(url.getRawPath(), "user_code", code));
    }

    private HttpResponse<String> allow(Http http, HttpResponse<String> page) {
        HttpResponse<String> question = http.post("/authorize/sign-in", "id", Http.hidden(page, "id"), "user", user);
        List<String> form = new ArrayList<>(List.of("id", Http.hidden(question, "id"), "decision", "allow"));
        Pattern.compile("value=\"(mcp:[a-z]+)\"")
                .matcher(question.body())
                .results()
                .forEach(box -> form.addAll(List.of("scope", box.group(1))));
        return http.post("/authorize/consent", form.toArray(String[]::new));
    }

    static HttpResponse<String> get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
