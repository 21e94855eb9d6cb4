package dev.mcpauth.jwt;

import com.auth0.jwk.Jwk;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * Fetches a JWK Set (RFC 7517 section 5) from the one URL that it was told. It follows no redirect, and gives up on an
 * answer that takes too long or is too large.
 */
final class JwksClient implements Callable<List<Jwk>> {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1024;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();
    private final HttpRequest request;

    JwksClient(URI url) {
        request =
                HttpRequest.newBuilder(url).header("Accept", "application/json").build();
    }

    /** @throws Exception if there is no answer, or it is no key set */
    @Override
    public List<Jwk> call() throws Exception {
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, info -> new LimitedBody());
        try {
            HttpResponse<byte[]> response = sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode());
            }
            return parse(response.body());
        } finally {
            sent.cancel(true);
        }
    }

    private static List<Jwk> parse(byte[] body) throws IOException {
        JsonNode keys = Json.parse(body).path("keys");
        if (!keys.isArray()) {
            throw new IOException("no key set");
        }
        List<Jwk> usable = new ArrayList<>();
        for (JsonNode key : keys) {
            try {
                usable.add(Jwk.fromValues(Json.toMap(key)));
            } catch (RuntimeException odd) {
                continue; // a key of a kind that we don't know is to be ignored (RFC 7517 section 5)
            }
        }
        return usable;
    }

    /** Collects the bytes of an answer, and stops when they are too many. */
    private static final class LimitedBody implements BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > MAX_BYTES) {
                    subscription.cancel();
                    body.completeExceptionally(new IOException("more than " + MAX_BYTES + " bytes"));
                    return;
                }
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.writeBytes(part);
            }
        }

        @Override
        public void onError(Throwable e) {
            body.completeExceptionally(e);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
