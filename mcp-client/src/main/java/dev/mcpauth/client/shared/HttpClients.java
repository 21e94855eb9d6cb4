package dev.mcpauth.client.shared;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** The clients for all requests of this program, each made when the first request needs it. They follow no redirects. */
public final class HttpClients {

    private static final Duration STOP = Duration.ofMillis(100);

    private HttpClient http;
    private HttpClient https;

    /** The client for requests to this URL. */
    public synchronized HttpClient to(URI url) {
        if ("http".equalsIgnoreCase(url.getScheme())) {
            http = http == null ? withoutTls() : http;
            return http;
        }
        https = https == null ? client().build() : https;
        return https;
    }

    /** HTTP/1.1, because the default asks for an upgrade to HTTP/2 first, which some servers do not expect. */
    private static HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Limits.DEFAULT.time());
    }

    /** A client reads all certificates that the JDK trusts, which takes a quarter of the start-up time. This client trusts none. */
    private static HttpClient withoutTls() {
        try {
            SSLContext none = SSLContext.getInstance("TLS");
            none.init(new KeyManager[0], new TrustManager[0], null);
            return client().sslContext(none).sslParameters(new SSLParameters()).build();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has TLS", impossible);
        }
    }

    /**
     * Ends the threads in which the JDK's clients wait for the network. The JVM waits 0.3 s at its exit for a thread that waits
     * outside of Java. Before Java 21, a client has no method for this, but its thread ends when it is interrupted.
     */
    public static void stop() {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().endsWith("-SelectorManager")) {
                thread.interrupt();
                try {
                    thread.join(STOP.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
