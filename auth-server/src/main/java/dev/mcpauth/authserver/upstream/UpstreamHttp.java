package dev.mcpauth.authserver.upstream;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Sends the requests of the Nimbus SDK to the provider, with limits on time, size and number, and without redirects. */
final class UpstreamHttp implements HTTPRequestSender, ResourceRetriever {

    static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** How many requests may run at once: anyone can cause them, and each occupies a thread. */
    static final int MAX_CALLS = 16;

    private static final int MAX_BYTES = 256 * 1024;

    private final LimitedHttpClient http = new LimitedHttpClient(TIMEOUT, MAX_BYTES);
    private final Semaphore calls = new Semaphore(MAX_CALLS);

    @Override
    public HTTPResponse send(ReadOnlyHTTPRequest request) throws IOException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.getURI());
        request.getHeaderMap().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("Accept")) { // the HTTP client adds it
                values.forEach(value -> builder.header(name, value));
            }
        });
        if (request.getMethod() == HTTPRequest.Method.POST) {
            builder.POST(BodyPublishers.ofString(request.getBody() == null ? "" : request.getBody()));
        }
        HttpResponse<byte[]> received = send(builder);
        HTTPResponse response = new HTTPResponse(received.statusCode());
        received.headers().map().forEach((name, values) -> response.setHeader(name, values.toArray(String[]::new)));
        response.setBody(new String(received.body(), StandardCharsets.UTF_8));
        return response;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        HttpResponse<byte[]> response = send(HttpRequest.newBuilder(URI.create(url.toString())));
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse(null);
        return new Resource(new String(response.body(), StandardCharsets.UTF_8), type);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        if (!calls.tryAcquire()) {
            throw new IOException("too many requests to the provider");
        }
        try {
            return http.send(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            calls.release();
        }
    }
}
