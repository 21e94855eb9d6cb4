package dev.mcpauth.authserver.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.mcpauth.authserver.shared.UnavailableException;
import dev.mcpauth.health.MovableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client ID Metadata Documents on a web server whose behavior each test chooses. */
@Timeout(60)
class ClientIdMetadataDocumentsTest {

    private static final String CANNOT_BE_FETCHED =
            "it cannot be fetched; it must be at a public address, and come within 3 s, with status 200, without a"
                    + " redirect, and with at most 5120 bytes";
    private static final char[] PASSWORD = "for this test".toCharArray();

    @TempDir
    static Path folder;

    private static SSLContext before;
    private static HttpsServer web;
    private static ExecutorService threads;
    private static volatile String contentOfDocument;
    private static volatile int status;
    private static volatile Map<String, String> headers;
    private static volatile Runnable delay;
    private static final AtomicInteger FETCHES = new AtomicInteger();

    private final MovableClock clock = new MovableClock();
    private final ClientIdMetadataDocuments documents = new ClientIdMetadataDocuments(true, clock);

    /** With a certificate that this JVM trusts until the tests have ended. */
    @BeforeAll
    static void startWebServer() throws Exception {
        Path file = folder.resolve("web.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "web",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("web", store.getCertificate("web"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        before = SSLContext.getDefault();
        SSLContext.setDefault(context);

        web = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setHttpsConfigurator(new HttpsConfigurator(context));
        threads = Executors.newCachedThreadPool();
        web.setExecutor(threads);
        web.createContext("/", exchange -> {
            FETCHES.incrementAndGet();
            delay.run();
            headers.forEach(exchange.getResponseHeaders()::add);
            byte[] body = contentOfDocument.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        web.start();
    }

    @AfterAll
    static void stopWebServer() {
        web.stop(0);
        threads.shutdownNow();
        SSLContext.setDefault(before);
    }

    @BeforeEach
    void publish() {
        status = 200;
        headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        delay = () -> {};
        FETCHES.set(0);
        contentOfDocument = document("");
    }

    private static String url() {
        return "https://localhost:" + web.getAddress().getPort() + "/client.json";
    }

    private static String document(String more) {
        return """
                {"client_id": "%s", "client_name": "An editor", "redirect_uris": ["http://127.0.0.1/callback"]%s}""".formatted(url(), more);
    }

    private GeneralException refused(String url) {
        return assertThrows(GeneralException.class, () -> documents.find(url));
    }

    /** The same after the cached failure has expired. */
    private void assertRefusedNext(String reason) {
        clock.move(Duration.ofSeconds(30));
        assertRefused(reason);
    }

    private void assertRefused(String reason) {
        assertEquals(
                "The client metadata document at the client_id is refused: " + reason,
                refused(url()).getErrorObject().getDescription());
    }

    @Test
    void theDocumentDescribesTheClient() throws Exception {
        var client = documents.find(url());
        assertEquals("An editor", client.name());
        assertEquals(List.of("http://127.0.0.1/callback"), client.redirectUris());
        assertTrue(client.secret().isEmpty());
        assertFalse(client.trusted());
    }

    @Test
    void aDocumentIsCachedForFiveMinutes() throws Exception {
        documents.find(url());
        documents.find(url());
        assertEquals(1, FETCHES.get());
        clock.move(Duration.ofMinutes(5));
        documents.find(url());
        assertEquals(2, FETCHES.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private, no-cache", "max-age=0, must-revalidate"})
    void cacheControlCanForbidCaching(String cacheControl) throws Exception {
        headers.put("Cache-Control", cacheControl);
        documents.find(url());
        documents.find(url());
        assertEquals(2, FETCHES.get());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                | it is not a JSON object",
                "[]                               | it is not a JSON object",
                "{}                               | its client_id is not its URL",
                "{\"client_id\": \"https://other.example/client.json\"} | its client_id is not its URL",
            })
    void aDocumentMustNameItsOwnUrl(String content, String reason) {
        contentOfDocument = content;
        assertRefused(reason);
    }

    @Test
    void aDocumentNeedsANameAndNoSecret() {
        contentOfDocument = document("").replace("An editor", " \u3164\u200b");
        assertRefused("its client_name is missing");
        contentOfDocument = document(", \"client_secret\": \"x\"");
        assertRefusedNext("it contains a client_secret, which everyone can read");
        contentOfDocument = document(", \"client_secret_expires_at\": 0");
        assertRefusedNext("it contains a client_secret, which everyone can read");
        contentOfDocument = document(", \"token_endpoint_auth_method\": \"client_secret_basic\"");
        assertRefusedNext("this server supports only the token_endpoint_auth_method none for such clients");
    }

    @Test
    void metadataWithWrongTypesIsRefused() {
        contentOfDocument = document("").replace("\"http://127.0.0.1/callback\"", "null");
        assertRefused("it is not valid client metadata");
        contentOfDocument = document("").replace("127.0.0.1/callback", "localhost/\\\"ü");
        assertRefusedNext("it is not valid client metadata");
        contentOfDocument = document(", \"grant_types\": 7");
        assertRefusedNext("it is not valid client metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example/callback", "javascript:alert(1)", "app:/callback"})
    void redirectUrisMustBeHttpsOrLoopback(String redirectUri) {
        contentOfDocument = document("").replace("http://127.0.0.1/callback", redirectUri);
        assertEquals("invalid_client", refused(url()).getErrorObject().getCode());
    }

    @Test
    void aLongMissingOrRedirectedDocumentIsRefused() {
        contentOfDocument = document(", \"x\": \"" + "a".repeat(5 * 1024) + "\"");
        assertRefused(CANNOT_BE_FETCHED);
        contentOfDocument = document("");
        status = 404;
        assertRefusedNext(CANNOT_BE_FETCHED);
        status = 302;
        headers.put("Location", url() + "?again");
        assertRefusedNext(CANNOT_BE_FETCHED);
        assertEquals(3, FETCHES.get());
    }

    @Test
    void aFailureIsCachedForThirtySeconds() throws Exception {
        status = 404;
        assertRefused(CANNOT_BE_FETCHED);
        status = 200;
        clock.move(Duration.ofSeconds(29));
        assertRefused(CANNOT_BE_FETCHED);
        assertEquals(1, FETCHES.get());
        clock.move(Duration.ofSeconds(1));
        documents.find(url());
    }

    @Test
    void aSlowDocumentIsRefusedAfterThreeSeconds() {
        CountDownLatch end = new CountDownLatch(1);
        delay = () -> await(end);
        assertRefused(CANNOT_BE_FETCHED);
        end.countDown();
    }

    @Test
    void fetchesInFlightAreLimitedPerHost() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        delay = () -> {
            arrived.countDown();
            await(end);
        };
        ExecutorService clients = Executors.newFixedThreadPool(2);
        for (String id : List.of(url() + "?1", url() + "?2")) {
            clients.submit(() -> documents.find(id));
        }
        arrived.await();
        UnavailableException e = assertThrows(UnavailableException.class, () -> documents.find(url()));
        assertEquals(
                "503 temporarily_unavailable",
                e.getErrorObject().getHTTPStatusCode() + " "
                        + e.getErrorObject().getCode());
        assertEquals("5", e.retryAfter());
        end.countDown();
        clients.shutdown();
        assertTrue(clients.awaitTermination(30, TimeUnit.SECONDS));
        delay = () -> {};
        documents.find(url()); // the places are free again, and being refused is not a cached failure
    }

    @Test
    void manyHeadersOrLongHeadersAreRefused() throws Exception {
        headers.put("Cache-Control", "max-age=60" + " ".repeat(4000) + ",x");
        documents.find(url());
        clock.move(Duration.ofMinutes(5));
        headers.put("Cache-Control", " ".repeat(9000));
        headers.put("X-Long", "a".repeat(9000));
        assertRefused(CANNOT_BE_FETCHED);
        headers.remove("X-Long");
        headers.remove("Cache-Control");
        for (int i = 0; i < 70; i++) {
            headers.put("X-" + i, "a");
        }
        assertRefusedNext(CANNOT_BE_FETCHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://localhost:1/c", "https://10.0.0.1/c", "https://no-such-host.invalid/c"})
    void allFailuresLookTheSame(String url) {
        assertEquals(
                "The client metadata document at the client_id is refused: " + CANNOT_BE_FETCHED,
                refused(url).getErrorObject().getDescription());
    }

    /** The response byte for byte; {@code BODY} stands for the document. */
    private GeneralException fetchRaw(String response) throws Exception {
        try (var server = SSLContext.getDefault()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String id = "https://localhost:" + server.getLocalPort() + "/client.json";
            String body = document("").replace(url(), id);
            String bytes = response.replace("\n", "\r\n")
                    .replace("CHUNK", Integer.toHexString(body.length()))
                    .replace("BODY", body);
            Thread thread = new Thread(() -> {
                try (var connection = server.accept()) {
                    connection.getInputStream().read(new byte[1000]);
                    connection.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                } catch (IOException refused) {
                    // The client has read enough.
                }
            });
            thread.start();
            try {
                documents.find(id);
                return null;
            } catch (GeneralException e) {
                return e;
            } finally {
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Type: application/json\n\nBODY",
                "HTTP/1.0 200 OK\nContent-Type: application/json; charset=utf-8\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/x+json\nTransfer-Encoding: chunked\n\nCHUNK\nBODY\n0\n\n",
                "HTTP/1.1 200 OK\nCONTENT-TYPE: application/json\ntransfer-encoding: Chunked\n\nCHUNK;a=b\nBODY\n0\n\n",
                "HTTP/1.1 103 Early Hints\nLink: a\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\nBODY",
            })
    void theBodyCanBeFramedInThreeWays(String response) throws Exception {
        assertNull(fetchRaw(response));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "HTTP/1.1 200 OK",
                "HTTP/1.1 301 Moved\n\nBODY",
                "HTTP/1.1 200 OK\n : a\n\nBODY",
                "HTTP/1.1 200 OK\n:\n\nBODY",
                "HTTP/1.1 200 OK\nno colon\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 9999999999999999\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: -1\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 4000\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: gzip\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: gzip\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nffffffff\nBODY",
                "HTTP/1.1 200 OK\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nCHUNK\nBODY",
            })
    void aMalformedResponseIsRefused(String response) throws Exception {
        assertTrue(fetchRaw(response).getErrorObject().getDescription().endsWith(CANNOT_BE_FETCHED));
    }

    @Test
    void simultaneousRequestsForADocumentCauseOneFetch() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        delay = () -> await(end);
        headers.put("Cache-Control", "no-store");
        ExecutorService requests = Executors.newFixedThreadPool(8);
        try {
            List<Future<Client>> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(requests.submit(() -> documents.find(url())));
            }
            while (documents.waiting() < 7) {
                Thread.onSpinWait();
            }
            end.countDown();
            for (Future<Client> client : clients) {
                assertEquals("An editor", client.get().name());
            }
            assertEquals(1, FETCHES.get());
        } finally {
            end.countDown();
            requests.shutdownNow();
        }
    }

    @Test
    void fewRequestsWaitForAFetch() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        delay = () -> await(end);
        ExecutorService requests = Executors.newFixedThreadPool(33);
        try {
            List<Future<Client>> clients = new ArrayList<>();
            for (int i = 0; i < 33; i++) {
                clients.add(requests.submit(() -> documents.find(url())));
            }
            while (documents.waiting() < 32) {
                Thread.onSpinWait();
            }
            assertThrows(UnavailableException.class, () -> documents.find(url()));
            end.countDown();
            for (Future<Client> client : clients) {
                client.get();
            }
            assertEquals(0, documents.waiting());
        } finally {
            end.countDown();
            requests.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost",
                "https://localhost/",
                "https://localhost/a#b",
                "https://a@localhost/b",
                "https://localhost/a/../b",
                "https://localhost/./b",
                "https://localhost/a/%2e%2e/b",
                "https:///b",
                "https:b",
                "https://local host/b"
            })
    void theUrlMustFollowTheDraft(String url) {
        assertEquals(
                "The client metadata document at the client_id is refused: the URL needs a path, and must have no"
                        + " fragment, no user name, and no dots as path segments",
                refused(url).getErrorObject().getDescription());
        assertEquals(0, FETCHES.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://10.0.0.1/c", "https://192.168.1.1/c", "https://169.254.169.254/c", "https://[fd00::1]/c"
            })
    void privateAddressesAreRefused(String url) {
        assertTrue(refused(url).getErrorObject().getDescription().endsWith(CANNOT_BE_FETCHED));
    }

    @Test
    void loopbackAddressesAreRefusedIfOthersCanReachTheServer() {
        ClientIdMetadataDocuments anywhere = new ClientIdMetadataDocuments(false, clock);
        GeneralException e = assertThrows(GeneralException.class, () -> anywhere.find(url()));
        assertTrue(e.getErrorObject().getDescription().endsWith(CANNOT_BE_FETCHED));
        assertEquals(0, FETCHES.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.8.8.8",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "198.51.100.1",
                "203.0.113.1",
                "2001:db8::1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "240.0.0.1",
                "192.31.196.1",
                "192.52.193.1",
                "192.175.48.1",
                "64:ff9b:1::a00:1",
                "100::1",
                "2001:1::1",
                "2001:2::1",
                "2001:10::1",
                "2001:20::1",
                "2001:1ff::1",
                "2620:4f:8000::1",
                "3fff::1",
                "3fff:fff::1",
                "5f00::1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "fc00::1",
                "fd12::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "2002:a00:1::",
                "2001:0:a00:1::"
            })
    void privateAndSpecialAddressesAreNotPublic(String address) throws IOException {
        assertFalse(Addresses.isPublic(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.0.1",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.0.1.1",
                "193.168.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "223.255.255.255",
                "192.31.195.1",
                "192.175.49.1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2620:4f:8001::1",
                "3fff:1000::1",
                "2606:4700::1111"
            })
    void otherAddressesArePublic(String address) throws IOException {
        assertTrue(Addresses.isPublic(InetAddress.getByName(address)));
    }
}
