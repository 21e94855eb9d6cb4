package dev.mcpauth.jwt.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches JSON from servers that may misbehave. It follows no redirects, and limits the time and the size of a response. */
public final class LimitedHttpClient {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Duration timeout;
    private final int maxBytes;
    private final HttpClient client;

    /**
     * @param timeout for a whole exchange, from the first byte sent to the last byte received
     * @param maxBytes for the body of a response
     */
    public LimitedHttpClient(Duration timeout, int maxBytes) {
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Whether nobody on the network can read or change what is fetched from this URL: https, or this machine. */
    public static boolean isProtected(URI url) {
        return url.getHost() != null
                && ("https".equals(url.getScheme())
                        || "http".equals(url.getScheme()) && THIS_MACHINE.contains(url.getHost()));
    }

    /** The URL for the log: its query, which may contain a secret, is replaced with "?…". */
    public static String withoutQuery(URI url) {
        return url.toString().replaceFirst("\\?.*", "?…");
    }

    /** @throws IOException as {@link #send}, or if the response has another status than 200 ("status 404") */
    public HttpResponse<byte[]> get(URI url) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(HttpRequest.newBuilder(url));
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return response;
    }

    /**
     * Sends any request for JSON. The response may have any status.
     *
     * @throws IOException if there is no response ("connection refused", "unknown host", or what the JDK says), it takes too long
     *     ("no complete response within 2 s"), or it is too large ("more than 1000 bytes")
     */
    public HttpResponse<byte[]> send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> sent = client.sendAsync(request, info -> new LimitedBody(maxBytes));
        try {
            return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no complete response within " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(reason(e.getCause()), e);
        } finally {
            sent.cancel(true);
        }
    }

    /** Some exceptions of the JDK have no message. */
    private static String reason(Throwable e) {
        if (e instanceof ConnectException) {
            return e.getCause() instanceof UnresolvedAddressException ? "unknown host" : "connection refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Collects the body of a response, and stops when it is too long. */
    private static final class LimitedBody implements BodySubscriber<byte[]> {

        private final int maxBytes;
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        LimitedBody(int maxBytes) {
            this.maxBytes = maxBytes;
        }

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
                if (bytes.size() + buffer.remaining() > maxBytes) {
                    subscription.cancel();
                    body.completeExceptionally(new IOException("more than " + maxBytes + " bytes"));
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
