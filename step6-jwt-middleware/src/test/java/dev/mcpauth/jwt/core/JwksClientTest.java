package dev.mcpauth.jwt.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.JsonWebKey;
import dev.mcpauth.jwks.KeyFixture;
import io.javalin.Javalin;
import io.javalin.http.Handler;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Key servers and issuers, some of them hostile, over the wire. */
class JwksClientTest {

    private static final JsonWebKey KEY =
            JsonWebKey.of((RSAPublicKey) KeyFixture.generate(2048).getPublic());

    private final JwksClient client = new JwksClient("RS256");
    private final List<Javalin> servers = new ArrayList<>();

    private String serve(Map<String, Handler> routes) {
        Javalin server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    routes.forEach(config.routes::get);
                })
                .start(0);
        servers.add(server);
        return "http://localhost:" + server.port();
    }

    @AfterEach
    void stopServers() {
        servers.forEach(Javalin::stop);
    }

    private List<RemoteKeys.Key> fetch(Handler keys) throws Exception {
        return client.fetch(
                URI.create(serve(Map.of("/keys", keys, "/elsewhere", ctx -> ctx.result("{\"keys\":[]}"))) + "/keys"));
    }

    private List<RemoteKeys.Key> fetch(String json) throws Exception {
        return fetch(ctx -> ctx.result(json));
    }

    private static String with(Map<String, Object> changes) {
        Map<String, Object> members = new HashMap<>(Json.toMap(Json.toTree(KEY)));
        members.putAll(changes);
        return Json.writeText(members);
    }

    @Test
    void keepsOnlySigningKeysForTheAlgorithm() throws Exception {
        List<String> others = List.of(
                with(Map.of("use", "enc")),
                with(Map.of("alg", "RSA-OAEP")),
                with(Map.of("alg", "RS512")),
                with(Map.of("kty", "EC")),
                with(Map.of("n", "AQAB")),
                with(Map.of("n", "***")));
        for (String other : others) {
            assertEquals(List.of(), fetch("{\"keys\":[" + other + "]}"), other);
        }
        assertEquals(
                List.of(new RemoteKeys.Key(Optional.of(KEY.kid()), KEY.publicKey())),
                fetch("{\"keys\":[" + with(Map.of()) + "]}"));
    }

    @Test
    void keepsOnlyKeysOnTheCurveOfTheAlgorithm() throws Exception {
        ECPublicKey key = (ECPublicKey) TokenRulesTest.ellipticCurve().getPublic();
        String p256 = Json.writeText(Map.of(
                "kty", "EC",
                "kid", "ec",
                "crv", "P-256",
                "x", base64url(key.getW().getAffineX()),
                "y", base64url(key.getW().getAffineY())));
        String keySet = "{\"keys\":[" + with(Map.of()) + "," + p256.replace("P-256", "P-384") + ","
                + p256.replace("P-256", "secp256k1") + "," + p256 + "]}";
        URI url = URI.create(serve(Map.of("/keys", ctx -> ctx.result(keySet))) + "/keys");
        assertEquals(List.of(new RemoteKeys.Key(Optional.of("ec"), key)), new JwksClient("ES256").fetch(url));
        assertEquals(List.of(new RemoteKeys.Key(Optional.of(KEY.kid()), KEY.publicKey())), client.fetch(url));
    }

    private static String base64url(BigInteger coordinate) {
        byte[] bytes = coordinate.toByteArray();
        byte[] fixed = new byte[32];
        int common = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - common, fixed, fixed.length - common, common);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }

    @Test
    void skipsUnknownKindsOfKeys() throws Exception {
        String json = "{\"keys\":[{\"kid\":\"q\"},7,null,{\"kty\":7}," + with(Map.of()) + "]}";
        assertEquals(Optional.of(KEY.kid()), fetch(json).get(0).kid());
        assertEquals(List.of(), fetch("{\"keys\":[]}"));
    }

    @Test
    void removesDuplicateKeys() throws Exception {
        assertEquals(
                1,
                fetch("{\"keys\":[" + with(Map.of()) + "," + with(Map.of()) + "]}")
                        .size());
    }

    @Test
    void rejectsHostileResponses() {
        assertThrows(IOException.class, () -> fetch(ctx -> ctx.redirect("/elsewhere")));
        assertThrows(IOException.class, () -> fetch(ctx -> ctx.status(500).result("{\"keys\":[]}")));
        assertThrows(IOException.class, () -> fetch("not json"));
        assertThrows(IOException.class, () -> fetch("[]"));
        assertThrows(IOException.class, () -> fetch("{\"keys\":[],\"x\":\"" + "x".repeat(600_000) + "\"}"));
    }

    /** Bytes that arrive slowly keep the connection alive, but do not extend the time limit. */
    @Test
    void givesUpOnASlowKeyServer() {
        CountDownLatch clientGaveUp = new CountDownLatch(1);
        IOException e = assertThrows(IOException.class, () -> {
            try {
                fetch(ctx -> {
                    ctx.res().getOutputStream().write('{');
                    ctx.res().flushBuffer();
                    clientGaveUp.await(60, TimeUnit.SECONDS);
                });
            } finally {
                clientGaveUp.countDown();
            }
        });
        assertEquals("no complete response within 2 s", e.getMessage());
    }

    private String issuer(String path, String document, Function<String, Map<String, Object>> metadata) {
        Map<String, Handler> routes = new HashMap<>();
        String[] issuer = new String[1];
        routes.put(document, ctx -> ctx.result(Json.writeText(metadata.apply(issuer[0]))));
        issuer[0] = serve(routes) + path;
        return issuer[0];
    }

    @Test
    void discoversTheKeySetInEitherKindOfMetadata() throws Exception {
        Function<String, Map<String, Object>> metadata =
                issuer -> Map.of("issuer", issuer, "jwks_uri", "https://keys.example/jwks");
        for (List<String> place : List.of(
                List.of("", "/.well-known/oauth-authorization-server"),
                List.of("/realms/a", "/.well-known/oauth-authorization-server/realms/a"),
                List.of("/realms/a", "/.well-known/openid-configuration/realms/a"),
                List.of("/realms/a", "/realms/a/.well-known/openid-configuration"),
                List.of("/", "/.well-known/openid-configuration"))) {
            String issuer = issuer(place.get(0), place.get(1), metadata);
            assertEquals(URI.create("https://keys.example/jwks"), client.discover(issuer), place.toString());
        }
    }

    @Test
    void rejectsMetadataOfAnotherIssuer() {
        String issuer = issuer(
                "",
                "/.well-known/oauth-authorization-server",
                name -> Map.of("issuer", name + "/", "jwks_uri", "https://keys.example/jwks"));
        IOException e = assertThrows(IOException.class, () -> client.discover(issuer));
        assertTrue(e.getMessage().startsWith("the metadata is that of the issuer"), e.getMessage());
    }

    @Test
    void rejectsAnUnprotectedJwksUri() {
        String issuer = issuer(
                "",
                "/.well-known/oauth-authorization-server",
                name -> Map.of("issuer", name, "jwks_uri", "http://keys.example/jwks"));
        IOException e = assertThrows(IOException.class, () -> client.discover(issuer));
        assertTrue(e.getMessage().startsWith("the jwks_uri is neither https nor on this machine"), e.getMessage());
    }

    @Test
    void namesTheFirstUrlIfThereIsNoMetadata() {
        String issuer = serve(Map.of());
        IOException e = assertThrows(IOException.class, () -> client.discover(issuer));
        assertEquals("status 404 at " + issuer + "/.well-known/oauth-authorization-server", e.getMessage());
    }
}
