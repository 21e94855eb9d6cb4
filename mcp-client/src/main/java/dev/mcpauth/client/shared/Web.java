package dev.mcpauth.client.shared;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small HTTP requests, such as those of OAuth, within limits. Follows no redirects: they could lead to a server that the
 * checks of {@link Addresses} have not seen.
 */
public final class Web {

    private final HttpClients clients;
    private final Trace trace;
    private final Limits limits;

    public Web(HttpClients clients, Trace trace, Limits limits) {
        this.clients = clients;
        this.trace = trace;
        this.limits = limits;
    }

    /**
     * Sends a request and reads the whole response within the time limit.
     *
     * @throws IOException also if the response is too long or too slow
     */
    public HttpResponse<String> send(HttpRequest request) throws IOException {
        trace.request(request);
        CompletableFuture<HttpResponse<String>> pending =
                clients.to(request.uri()).sendAsync(request, LimitedBody.of(limits.document()));
        try {
            HttpResponse<String> response = pending.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
            trace.response(response);
            return response;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } catch (TimeoutException slow) {
            pending.cancel(true);
            throw new IOException("no complete response within " + limits.time().toMillis() / 1000.0 + " s", slow);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether the request was never sent. */
    public static boolean isUnreachable(IOException failed) {
        return isUnknownHost(failed) || has(failed, java.net.ConnectException.class);
    }

    private static boolean isUnknownHost(IOException failed) {
        return has(failed, java.nio.channels.UnresolvedAddressException.class)
                || has(failed, java.net.UnknownHostException.class);
    }

    private static boolean has(Throwable failed, Class<? extends Throwable> type) {
        return failed != null && (type.isInstance(failed) || has(failed.getCause(), type));
    }

    /** Why a request failed, in words; some exceptions of the JDK have no message. */
    public static String reason(IOException failed) {
        if (isUnknownHost(failed)) {
            return "unknown host";
        }
        if (isUnreachable(failed)) {
            return "connection refused or no route";
        }
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : Text.brief(failed.getMessage());
    }
}
