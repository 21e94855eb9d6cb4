package dev.mcpauth.authserver.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An OpenID provider that signs ID tokens, with switches for what can go wrong, and with the three endpoints of GitHub. It has one
 * client, and asks each user only once whether the client may know who they are. It needs nothing but a JDK, so that a lesson
 * can run it: {@code java FakeOpenIdProvider.java PORT}.
 */
public final class FakeOpenIdProvider implements AutoCloseable {

    public static final String CLIENT_ID = "the one client";
    public static final String SECRET = "upstream s3cret:+/%";

    /** What can go wrong. */
    public enum Fault {
        RESPONSE_FROM_ANOTHER_ISSUER,
        RESPONSE_WITHOUT_ISSUER,
        RESPONSE_WITHOUT_CODE,
        ACCESS_DENIED,
        SERVER_ERROR,
        ANOTHER_ISSUER,
        ANOTHER_AUDIENCE,
        SEVERAL_AUDIENCES,
        ANOTHER_AUTHORIZED_PARTY,
        ANOTHER_NONCE,
        NO_NONCE,
        EXPIRED,
        NO_SUBJECT,
        LONG_SUBJECT,
        ANOTHER_KEY,
        ANOTHER_ALGORITHM,
        NO_SIGNATURE,
        NO_ID_TOKEN,
        NO_JSON,
        STATUS_500,
        SLOW,
        TOO_LONG,
        METADATA_OF_ANOTHER_ISSUER,
        METADATA_WITH_HTTP,
        NO_METADATA,
        NO_KEYS
    }

    private record Code(String user, Map<String, String> request) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final KeyPair key = newKey();
    private final KeyPair anotherKey = newKey();
    private final Set<String> approved = ConcurrentHashMap.newKeySet();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final AtomicInteger metadataRequests = new AtomicInteger();
    private final AtomicInteger slowRequests = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private volatile Map<String, String> lastRequest = Map.of();

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException, GeneralSecurityException, InterruptedException;
    }

    public FakeOpenIdProvider(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        on("/.well-known/openid-configuration", this::metadata);
        on("/keys", exchange -> json(exchange, has(Fault.NO_KEYS) ? 503 : 200, keys()));
        on("/session", this::signIn);
        on("/authorize", this::authorize);
        on("/approve", this::approve);
        on("/token", this::token);
        on("/userinfo", exchange -> userInfo(exchange, "{\"sub\":\"id-%1$s\",\"preferred_username\":\"%1$s\"}"));
        on("/login/oauth/authorize", this::authorize);
        on("/login/oauth/access_token", this::token);
        on("/user", exchange -> userInfo(exchange, "{\"id\":583231,\"login\":\"%1$s\"}"));
        server.start();
    }

    /** On a free port. */
    public static FakeOpenIdProvider start() {
        try {
            return new FakeOpenIdProvider(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** alice is a user who has already allowed the client. */
    public static void main(String[] args) throws IOException {
        FakeOpenIdProvider provider = new FakeOpenIdProvider(Integer.parseInt(args[0]));
        provider.approvedBy("alice");
        System.out.println("An OpenID provider at " + provider.url(""));
    }

    public String url(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** How many token requests have got no response. */
    public int slowRequests() {
        return slowRequests.get();
    }

    /** The one thing that goes wrong from now on. */
    public void fail(Fault... now) {
        faults = now.length == 0 ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(List.of(now));
    }

    /** The user has allowed the client before. */
    public void approvedBy(String user) {
        approved.add(user);
    }

    /** The last authorization request. */
    public Map<String, String> lastRequest() {
        return lastRequest;
    }

    /** Every access token that was issued. */
    public Set<String> accessTokens() {
        return Set.copyOf(users.keySet());
    }

    public int metadataRequests() {
        return metadataRequests.get();
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (GeneralSecurityException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** OpenID Connect Discovery, section 4.2. */
    private void metadata(HttpExchange exchange) throws IOException {
        metadataRequests.incrementAndGet();
        String issuer = url(has(Fault.METADATA_OF_ANOTHER_ISSUER) ? "/another" : "");
        String keys = has(Fault.METADATA_WITH_HTTP) ? "http://keys.example/keys" : url("/keys");
        json(exchange, has(Fault.NO_METADATA) ? 503 : 200, """
                {"issuer": "%s", "authorization_endpoint": "%s", "token_endpoint": "%s", "jwks_uri": "%s",
                 "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"],
                 "authorization_response_iss_parameter_supported": true}""".formatted(
                        issuer, url("/authorize"), url("/token"), keys));
    }

    private String keys() {
        RSAPublicKey publicKey = (RSAPublicKey) key.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"use\":\"sig\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(unsigned(publicKey.getModulus()), unsigned(publicKey.getPublicExponent()));
    }

    /** {@code /session?user=NAME}: gives the browser a session for this user. */
    private void signIn(HttpExchange exchange) throws IOException {
        String user = query(exchange.getRequestURI().getRawQuery()).get("user");
        exchange.getResponseHeaders().add("Set-Cookie", "session=" + user + "; Path=/; HttpOnly");
        html(exchange, 200, "<h1>Signed in as " + user + "</h1>");
    }

    private void authorize(HttpExchange exchange) throws IOException {
        String rawQuery = exchange.getRequestURI().getRawQuery();
        Map<String, String> request = query(rawQuery);
        lastRequest = request;
        String user = session(exchange);
        if (!CLIENT_ID.equals(request.get("client_id"))
                || !request.getOrDefault("redirect_uri", "").matches("http://localhost:[0-9]+(/[a-z]+)?/callback")) {
            html(exchange, 400, "<h1>Unknown client or redirect URI</h1>");
        } else if (user == null) {
            html(exchange, 401, "<h1>Sign in to the provider</h1>");
        } else if (!approved.contains(user)) {
            html(exchange, 200, """
                    <h1>May the client know who you are?</h1>
                    <form method="post" action="/approve"><input type="hidden" name="query" value="%s"></form>""".formatted(rawQuery.replace("&", "&amp;")));
        } else {
            redirect(exchange, request, user);
        }
    }

    private void approve(HttpExchange exchange) throws IOException {
        String user = session(exchange);
        approved.add(user);
        redirect(exchange, query(query(body(exchange)).get("query")), user);
    }

    /** RFC 6749 section 4.1.2, RFC 9207 section 2. */
    private void redirect(HttpExchange exchange, Map<String, String> request, String user) throws IOException {
        String code = UUID.randomUUID().toString();
        codes.put(code, new Code(user, request));
        String result = "code=" + code;
        if (has(Fault.ACCESS_DENIED)) {
            result = "error=access_denied&error_description=%3Cb%3Eno";
        } else if (has(Fault.SERVER_ERROR)) {
            result = "error=server_error";
        } else if (has(Fault.RESPONSE_WITHOUT_CODE)) {
            result = "code=";
        }
        if (!has(Fault.RESPONSE_WITHOUT_ISSUER)) {
            result += "&iss=" + encode(has(Fault.RESPONSE_FROM_ANOTHER_ISSUER) ? "https://another.example" : url(""));
        }
        String state = request.containsKey("state") ? "&state=" + encode(request.get("state")) : "";
        exchange.getResponseHeaders().set("Location", request.get("redirect_uri") + "?" + result + state);
        exchange.sendResponseHeaders(302, -1);
    }

    /** RFC 6749 section 4.1.3; OpenID Connect Core, section 3.1.3.3. */
    private void token(HttpExchange exchange) throws IOException, GeneralSecurityException, InterruptedException {
        Map<String, String> form = query(body(exchange));
        if (has(Fault.SLOW)) {
            slowRequests.incrementAndGet();
            end.await();
        } else if (has(Fault.STATUS_500)) {
            json(exchange, 500, "{}");
        } else if (has(Fault.NO_JSON)) {
            html(exchange, 200, "<h1>Welcome</h1>");
        } else if (has(Fault.TOO_LONG)) {
            json(exchange, 200, "{\"id_token\": \"" + "a".repeat(300 * 1024) + "\"}");
        } else if (!isAuthenticated(exchange, form)) {
            json(exchange, 401, "{\"error\": \"invalid_client\"}");
        } else {
            Code code = codes.remove(form.getOrDefault("code", ""));
            if (code == null || !fits(code.request(), form)) {
                json(exchange, 400, "{\"error\": \"invalid_grant\"}");
                return;
            }
            String accessToken = "upstream-" + UUID.randomUUID();
            users.put(accessToken, code.user());
            String idToken = has(Fault.NO_ID_TOKEN) ? "" : ", \"id_token\": \"" + idToken(code) + "\"";
            json(
                    exchange,
                    200,
                    "{\"access_token\": \"" + accessToken + "\", \"token_type\": \"Bearer\", \"expires_in\": 3600"
                            + idToken + "}");
        }
    }

    /** By a header or by the form (RFC 6749 section 2.3.1). */
    private static boolean isAuthenticated(HttpExchange exchange, Map<String, String> form) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return CLIENT_ID.equals(form.get("client_id")) && SECRET.equals(form.get("client_secret"));
        }
        String[] pair = new String(Base64.getDecoder().decode(header.substring("Basic ".length())), UTF_8).split(":");
        return decode(pair[0]).equals(CLIENT_ID) && decode(pair[1]).equals(SECRET);
    }

    /** The redirect URI is the same, and the verifier fits if there is a challenge (RFC 7636 section 4.6). */
    private static boolean fits(Map<String, String> request, Map<String, String> form) throws GeneralSecurityException {
        String challenge = request.get("code_challenge");
        byte[] verifier = form.getOrDefault("code_verifier", "").getBytes(UTF_8);
        return request.get("redirect_uri").equals(form.get("redirect_uri"))
                && (challenge == null
                        || challenge.equals(
                                base64(MessageDigest.getInstance("SHA-256").digest(verifier))));
    }

    /** OpenID Connect Core, section 2. */
    private String idToken(Code code) throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond() - (has(Fault.EXPIRED) ? 7200 : 0);
        String audience = has(Fault.ANOTHER_AUDIENCE) ? "another client" : CLIENT_ID;
        String nonce = has(Fault.ANOTHER_NONCE) ? "another" : code.request().get("nonce");
        String subject = has(Fault.LONG_SUBJECT) ? "x".repeat(256) : "id-" + code.user();
        Map<String, String> claims = new HashMap<>();
        claims.put("iss", '"' + url(has(Fault.ANOTHER_ISSUER) ? "/another" : "") + '"');
        claims.put("aud", '"' + audience + '"');
        claims.put("sub", '"' + subject + '"');
        claims.put("preferred_username", '"' + code.user() + '"');
        claims.put("iat", String.valueOf(now));
        claims.put("exp", String.valueOf(now + 3600));
        claims.put("nonce", '"' + nonce + '"');
        if (has(Fault.SEVERAL_AUDIENCES)) {
            claims.put("aud", "[\"" + CLIENT_ID + "\", \"another client\"]");
        }
        if (has(Fault.ANOTHER_AUTHORIZED_PARTY)) {
            claims.put("azp", "\"another client\"");
        }
        if (nonce == null || has(Fault.NO_NONCE)) {
            claims.remove("nonce");
        }
        if (has(Fault.NO_SUBJECT)) {
            claims.remove("sub");
        }
        StringBuilder payload = new StringBuilder();
        claims.forEach((name, value) ->
                payload.append(payload.length() == 0 ? "" : ",").append('"' + name + "\":" + value));
        return signed("{" + payload + "}");
    }

    private String signed(String payload) throws GeneralSecurityException {
        String algorithm = has(Fault.NO_SIGNATURE) ? "none" : has(Fault.ANOTHER_ALGORITHM) ? "HS256" : "RS256";
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"1\"}";
        String content = base64(header.getBytes(UTF_8)) + "." + base64(payload.getBytes(UTF_8));
        byte[] signature = switch (algorithm) {
            case "none" -> new byte[0];
            case "HS256" -> {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
                yield mac.doFinal(content.getBytes(UTF_8));
            }
            default -> {
                Signature rsa = Signature.getInstance("SHA256withRSA");
                rsa.initSign((has(Fault.ANOTHER_KEY) ? anotherKey : key).getPrivate());
                rsa.update(content.getBytes(UTF_8));
                yield rsa.sign();
            }
        };
        return content + "." + base64(signature);
    }

    /** OpenID Connect Core, section 5.3, and {@code GET /user} of GitHub. */
    private void userInfo(HttpExchange exchange, String format) throws IOException {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String user = users.get(header.replaceFirst("^Bearer ", ""));
        json(exchange, user == null ? 401 : 200, user == null ? "{}" : format.formatted(user));
    }

    private static String session(HttpExchange exchange) {
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String cookie : header.split("; *")) {
                if (cookie.startsWith("session=")) {
                    return cookie.substring("session=".length());
                }
            }
        }
        return null;
    }

    private static Map<String, String> query(String encoded) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : encoded == null ? new String[0] : encoded.split("&")) {
            String[] nameAndValue = parameter.split("=", 2);
            values.put(decode(nameAndValue[0]), nameAndValue.length == 2 ? decode(nameAndValue[1]) : "");
        }
        return values;
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    }

    private static void html(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "text/html; charset=utf-8", text);
    }

    private static void json(HttpExchange exchange, int status, String text) throws IOException {
        send(exchange, status, "application/json", text);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return base64(bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
