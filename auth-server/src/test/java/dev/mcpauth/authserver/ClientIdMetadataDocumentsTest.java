package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that publish what they are, on a web server that does whatever a test wants. */
class ClientIdMetadataDocumentsTest {

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

    /** A certificate that this JVM trusts, until the tests are done. */
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
        return assertThrows(GeneralException.class, () -> documents.fetch(new ClientID(url)));
    }

    private void assertRefused(String reason) {
        assertEquals(
                "The client metadata document at the client_id is refused: " + reason,
                refused(url()).getErrorObject().getDescription());
    }

    @Test
    void aClientIsWhatItsDocumentSays() throws Exception {
        var client = documents.fetch(new ClientID(url()));
        assertEquals("An editor", client.getMetadata().getName());
        assertEquals(
                "[http://127.0.0.1/callback]",
                client.getMetadata().getRedirectionURIs().toString());
        assertEquals("none", client.getMetadata().getTokenEndpointAuthMethod().getValue());
        assertEquals(null, client.getSecret());
    }

    @Test
    void itIsKeptForAWhile() throws Exception {
        documents.fetch(new ClientID(url()));
        documents.fetch(new ClientID(url()));
        assertEquals(1, FETCHES.get());
        clock.move(Duration.ofMinutes(5));
        documents.fetch(new ClientID(url()));
        assertEquals(2, FETCHES.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private, no-cache", "max-age=0, must-revalidate"})
    void itIsNotKeptIfItsServerSaysSo(String cacheControl) throws Exception {
        headers.put("Cache-Control", cacheControl);
        documents.fetch(new ClientID(url()));
        documents.fetch(new ClientID(url()));
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
    void aDocumentThatIsNotAboutItselfIsRefused(String content, String reason) {
        contentOfDocument = content;
        assertRefused(reason);
    }

    @Test
    void itNeedsANameAndNoSecret() {
        contentOfDocument = document("").replace("An editor", " ");
        assertRefused("its client_name is missing");
        contentOfDocument = document(", \"client_secret\": \"x\"");
        assertRefused("it has a client_secret, which is none, as everybody can read it");
        contentOfDocument = document(", \"client_secret_expires_at\": 0");
        assertRefused("it has a client_secret, which is none, as everybody can read it");
        contentOfDocument = document(", \"token_endpoint_auth_method\": \"client_secret_basic\"");
        assertRefused("this server supports only token_endpoint_auth_method none for such clients");
    }

    @Test
    void whatNobodyWouldWriteIsRefusedToo() {
        contentOfDocument = document("").replace("\"http://127.0.0.1/callback\"", "null");
        assertEquals("invalid_request", refused(url()).getErrorObject().getCode());
        contentOfDocument = document("").replace("127.0.0.1/callback", "localhost/\\\"ü");
        assertEquals("invalid_request", refused(url()).getErrorObject().getCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example/callback", "javascript:alert(1)", "app:/callback"})
    void itsRedirectUrisMustBeAcceptable(String redirectUri) {
        contentOfDocument = document("").replace("http://127.0.0.1/callback", redirectUri);
        assertEquals("invalid_redirect_uri", refused(url()).getErrorObject().getCode());
    }

    @Test
    void whatIsTooLongTooSlowOrElsewhereIsNotWaitedFor() {
        String cannot =
                "it cannot be fetched; it must come within 3 s, with status 200, without a redirect, and with at most"
                        + " 5120 bytes";
        contentOfDocument = document(", \"x\": \"" + "a".repeat(5 * 1024) + "\"");
        assertRefused(cannot);
        contentOfDocument = document("");
        status = 404;
        assertRefused(cannot);
        status = 302;
        headers.put("Location", url() + "?again");
        assertRefused(cannot);
        assertEquals(3, FETCHES.get());
        status = 200;
        java.util.concurrent.CountDownLatch end = new java.util.concurrent.CountDownLatch(1);
        delay = () -> {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
        assertRefused(cannot);
        end.countDown();
        assertEquals(
                "invalid_client",
                refused("https://localhost:1/client.json").getErrorObject().getCode());
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
    void theUrlMustBePlain(String url) {
        assertEquals(
                "The client metadata document at the client_id is refused: the URL needs a path, and must have neither a"
                        + " fragment, nor a user name, nor dots as path segments",
                refused(url).getErrorObject().getDescription());
        assertEquals(0, FETCHES.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://10.0.0.1/c", "https://192.168.1.1/c", "https://169.254.169.254/c", "https://[fd00::1]/c"
            })
    void privateAddressesAreNotCalled(String url) {
        assertEquals(
                "The client metadata document at the client_id is refused: its address is not public",
                refused(url).getErrorObject().getDescription());
    }

    @Test
    void whereOthersCanReachTheServerThisMachineIsNotCalledEither() {
        ClientIdMetadataDocuments anywhere = new ClientIdMetadataDocuments(false, clock);
        GeneralException e = assertThrows(GeneralException.class, () -> anywhere.fetch(new ClientID(url())));
        assertTrue(e.getErrorObject().getDescription().endsWith("its address is not public"));
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
    void theseAddressesAreNotPublic(String address) throws IOException {
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
                "2001:4860:4860::8888",
                "2606:4700::1111"
            })
    void theseAre(String address) throws IOException {
        assertTrue(Addresses.isPublic(InetAddress.getByName(address)));
    }
}
