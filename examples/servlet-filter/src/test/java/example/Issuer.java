package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** An issuer whose metadata names its key set. It also signs tokens with a key that is not its own, for attacks. */
public final class Issuer {

    /** The time in the tests: the services and the tokens use this clock. */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);

    private static final KeyPair KEY = generateKey();
    private static final KeyPair OTHER_KEY = generateKey();

    private final String url;

    private Issuer(String url) {
        this.url = url;
    }

    /** Starts an issuer on a free port. It runs until the tests end. */
    public static Issuer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Issuer issuer = new Issuer("http://localhost:" + server.getAddress().getPort());
            issuer.publish(server, "/.well-known/oauth-authorization-server", issuer.metadata());
            issuer.publish(server, "/keys", keySet((RSAPublicKey) KEY.getPublic()));
            Thread thread = new Thread(server::start); // the threads of the server inherit that this thread is a daemon
            thread.setDaemon(true);
            thread.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return url;
    }

    /** A token that the service accepts, not signed yet. */
    public JWTCreator.Builder validToken(String audience) {
        return JWT.create()
                .withHeader(Map.of("typ", "at+jwt"))
                .withKeyId("key-1")
                .withIssuer(url)
                .withAudience(audience)
                .withSubject("user-1")
                .withClaim("preferred_username", "alice")
                .withExpiresAt(CLOCK.instant().plusSeconds(600));
    }

    public static String sign(JWTCreator.Builder token) {
        return token.sign(rs256(KEY));
    }

    /** Signs with a key that the issuer does not publish. */
    public static String signWithOtherKey(JWTCreator.Builder token) {
        return token.sign(rs256(OTHER_KEY));
    }

    public static PublicKey publicKey() {
        return KEY.getPublic();
    }

    private String metadata() {
        return "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/keys\"}";
    }

    private void publish(HttpServer server, String path, String json) {
        server.createContext(path, exchange -> {
            byte[] body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static KeyPair generateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Algorithm rs256(KeyPair key) {
        return Algorithm.RSA256(null, (RSAPrivateKey) key.getPrivate());
    }

    private static String keySet(RSAPublicKey key) {
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"key-1\",\"n\":\""
                + base64(key.getModulus()) + "\",\"e\":\"" + base64(key.getPublicExponent()) + "\"}]}";
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
