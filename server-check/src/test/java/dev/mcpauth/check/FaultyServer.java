package dev.mcpauth.check;

import static dev.mcpauth.check.Defect.*;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A small MCP server that follows the specifications, except for its defects. It shares no code with the servers of the course. */
final class FaultyServer implements AutoCloseable {

    private static final KeyPair KEYS = KeyFixture.generate(2048);
    private static final KeyPair ATTACKER = KeyFixture.generate(2048);
    private static final KeyPair SMALL = KeyFixture.generate(1024);
    private static final String KID = KeyFixture.kid(KEYS);

    /** What a right server may do in another way. */
    enum Variant {
        /** Responses are event streams with a notification before the response, and do not end. */
        EVENT_STREAMS,
        LEGACY_ONLY,
        MODERN_ONLY,
        NO_SESSIONS,
        /** Only the other methods need a token. */
        HANDSHAKE_NEEDS_NO_TOKEN,
        /** Tokens are not JWTs. */
        OPAQUE_TOKENS,
        /** Host and Origin are checked after the token. */
        TOKEN_FIRST
    }

    private final Set<Defect> defects;
    private final Set<Variant> variants;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, String> opaque = new ConcurrentHashMap<>();
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final String origin;

    private FaultyServer(Set<Defect> defects, Set<Variant> variants) throws IOException {
        this.defects = defects;
        this.variants = variants;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin = "http://localhost:" + http.getAddress().getPort();
        http.createContext("/", this::handle);
        http.setExecutor(threads);
        http.start();
    }

    static FaultyServer with(Defect... defects) {
        return start(Set.of(), defects);
    }

    static FaultyServer of(Variant variant, Defect... defects) {
        return start(Set.of(variant), defects);
    }

    private static FaultyServer start(Set<Variant> variants, Defect... defects) {
        Set<Defect> set = EnumSet.noneOf(Defect.class);
        set.addAll(List.of(defects));
        try {
            return new FaultyServer(set, variants);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    URI url() {
        return URI.create(origin + "/mcp");
    }

    private boolean has(Defect defect) {
        return defects.contains(defect);
    }

    private boolean is(Variant variant) {
        return variants.contains(variant);
    }

    // Tokens

    private TokenFixture valid() {
        return TokenFixture.valid(KEYS, Instant.now()).with("iss", origin).with("aud", url().toString());
    }

    String token() {
        return issued(valid());
    }

    String insufficientToken() {
        return issued(valid().with("scope", "read"));
    }

    /** An opaque token is a name that the server has for a JWT. */
    private String issued(TokenFixture token) {
        if (!is(Variant.OPAQUE_TOKENS)) {
            return token.token();
        }
        String name = UUID.randomUUID().toString();
        opaque.put(name, token.token());
        return name;
    }

    /** The tokens that {@code --mint} asks for. */
    Optional<String> mint(String name) {
        Instant now = Instant.now();
        Map<String, String> jwk = jwk(ATTACKER, KeyFixture.kid(ATTACKER));
        TokenFixture attacker = valid().signedBy(ATTACKER).withKid(KeyFixture.kid(ATTACKER));
        return Optional.ofNullable(
                        switch (name) {
                            case "valid" -> valid();
                            case "expired" -> valid().with("exp", now.minusSeconds(600));
                            case "no-expiry" -> valid().without("exp");
                            case "not-yet-valid" -> valid().with("nbf", now.plusSeconds(600));
                            case "wrong-issuer" -> valid().with("iss", "https://issuer.example");
                            case "wrong-audience" -> valid().with("aud", "https://other.example");
                            case "no-audience" -> valid().without("aud");
                            case "wrong-key" -> valid().signedBy(ATTACKER);
                            case "unknown-kid" -> attacker;
                            case "embedded-jwk" -> attacker.withHeader("jwk", jwk);
                            case "jku" -> attacker.withHeader("jku", "https://attacker.example/jwks.json");
                            case "refresh-token" -> valid().with("token_type", "refresh");
                            default -> null;
                        })
                .map(this::issued);
    }

    private static Map<String, String> jwk(KeyPair pair, String kid) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "kid",
                kid,
                "n",
                base64(unsigned(key.getModulus())),
                "e",
                base64(unsigned(key.getPublicExponent())));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // Requests

    /** A response that ends the handling of a request. */
    private static final class Rejected extends Exception {
        private static final long serialVersionUID = 1;
        final int status;
        final transient ObjectNode body;

        Rejected(int status, ObjectNode body) {
            this.status = status;
            this.body = body;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            switch (path) {
                case "/.well-known/oauth-protected-resource/mcp" ->
                    resourceMetadata(exchange, !has(METADATA_AT_ROOT_ONLY));
                case "/.well-known/oauth-protected-resource" -> resourceMetadata(exchange, true);
                case "/.well-known/oauth-authorization-server" -> authorizationServerMetadata(exchange);
                case "/keys" -> keySet(exchange);
                case "/mcp" -> endpoint(exchange, true);
                case "/mcp/" -> variant(exchange, SLASH_BYPASSES_TOKEN);
                case "/MCP" -> variant(exchange, CAPITALS_BYPASS_TOKEN);
                default -> send(exchange, 404, "text/plain", "Not found");
            }
        }
    }

    private void variant(HttpExchange exchange, Defect bypass) throws IOException {
        if (has(bypass)) {
            endpoint(exchange, false);
        } else {
            send(exchange, 404, "text/plain", "Not found");
        }
    }

    private void endpoint(HttpExchange exchange, boolean guarded) throws IOException {
        try {
            if (!is(Variant.TOKEN_FIRST)) {
                checkHostAndOrigin(exchange);
            }
            if (exchange.getRequestMethod().equals("OPTIONS") && !has(PREFLIGHT_NEEDS_TOKEN)) {
                send(exchange, 204, "", "");
                return;
            }
            if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, has(GET_IS_404) ? 404 : 405, "text/plain", "");
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (has(PARSES_BEFORE_TOKEN)) {
                parse(body);
            }
            boolean bypass = header(exchange, "Authorization").isEmpty()
                    && (has(TOOL_CALLS_NEED_NO_TOKEN) && body.contains("\"tools/call\"")
                            || has(SESSION_REPLACES_TOKEN) && sessions.contains(header(exchange, "Mcp-Session-Id")));
            bypass |= is(Variant.HANDSHAKE_NEEDS_NO_TOKEN)
                    && (body.contains("\"initialize\"")
                            || body.contains("\"server/discover\"")
                            || body.contains("\"ping\""));
            Optional<JsonNode> claims = guarded && !bypass && !has(OPEN_TO_EVERYONE)
                    ? Optional.of(authenticate(exchange))
                    : Optional.empty();
            if (is(Variant.TOKEN_FIRST)) {
                checkHostAndOrigin(exchange);
            }
            answer(exchange, parse(body), claims);
        } catch (Rejected rejected) {
            json(exchange, rejected.status, rejected.body);
        }
    }

    private void checkHostAndOrigin(HttpExchange exchange) throws Rejected {
        String host = header(exchange, "Host").replaceFirst(":\\d+$", "");
        if (!host.equals("localhost") && !has(IGNORES_HOST)) {
            throw new Rejected(403, Json.object());
        }
        String sent = header(exchange, "Origin");
        boolean allowed = sent.isEmpty()
                || sent.equals(origin)
                || has(IGNORES_ORIGIN)
                || has(COMPARES_ORIGIN_BY_PREFIX) && sent.startsWith("http://localhost")
                || has(ACCEPTS_ORIGIN_NULL) && sent.equals("null");
        if (!sent.isEmpty() && has(CORS_FOR_EVERYONE)) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", sent);
            exchange.getResponseHeaders().set("Access-Control-Allow-Credentials", "true");
        }
        if (!allowed) {
            throw new Rejected(403, Json.object());
        }
        if (!sent.isEmpty()) {
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", sent);
            if (!has(CHALLENGE_HIDDEN_FROM_PAGES)) {
                exchange.getResponseHeaders().set("Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate");
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private ObjectNode parse(String body) throws Rejected {
        Optional<JsonNode> json = Json.parse(body);
        if (json.isEmpty()) {
            if (has(STACK_TRACE_IN_ERROR)) {
                throw new Rejected(
                        400, error(null, -32700, "Parse error\n\tat com.example.Parser.parse(Parser.java:42)"));
            }
            if (has(FILE_IN_ERROR)) {
                throw new Rejected(400, error(null, -32700, "Parse error in /home/service/app/server.conf"));
            }
            int code = has(MALFORMED_JSON_IS_INVALID_REQUEST) ? -32600 : -32700;
            throw new Rejected(has(MALFORMED_JSON_IS_500) ? 500 : 400, error(null, code, "Parse error"));
        }
        if (json.get().isArray() && has(ACCEPTS_BATCHES)) {
            return (ObjectNode) json.get().get(0);
        }
        if (!json.get().isObject()) {
            throw new Rejected(400, error(null, -32600, "Invalid request"));
        }
        return (ObjectNode) json.get();
    }

    // Access tokens

    private JsonNode authenticate(HttpExchange exchange) throws Rejected {
        List<String> values = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        if (values.isEmpty() && has(ACCEPTS_TOKEN_IN_QUERY) && query.startsWith("access_token=")) {
            return verify(exchange, query.substring("access_token=".length()));
        }
        if (values.isEmpty()) {
            throw challenge(
                    exchange, has(NO_TOKEN_IS_403) ? 403 : 401, has(ERROR_CODE_WITHOUT_TOKEN) ? "invalid_token" : "");
        }
        if (values.size() > 1 && !has(TAKES_FIRST_AUTHORIZATION) && !has(TAKES_LAST_AUTHORIZATION)) {
            throw challenge(exchange, 400, "invalid_request");
        }
        String value = values.get(has(TAKES_LAST_AUTHORIZATION) ? values.size() - 1 : 0);
        String scheme = value.split(" ")[0];
        if (!(has(BEARER_CASE_SENSITIVE) ? scheme.equals("Bearer") : scheme.equalsIgnoreCase("Bearer"))) {
            throw challenge(exchange, 401, "");
        }
        String token = value.substring(scheme.length()).strip();
        if (token.isEmpty() || token.contains(" ")) {
            throw challenge(exchange, has(MALFORMED_AUTHORIZATION_IS_500) ? 500 : 400, "invalid_request");
        }
        return verify(exchange, token);
    }

    private JsonNode verify(HttpExchange exchange, String token) throws Rejected {
        String[] parts = (is(Variant.OPAQUE_TOKENS) ? opaque.getOrDefault(token, "") : token).split("\\.", -1);
        JsonNode header = decode(parts[0]);
        JsonNode claims = parts.length == 3 ? decode(parts[1]) : Json.object();
        if (parts.length != 3 || !header.isObject() || !claims.isObject()) {
            throw has(GARBAGE_IS_500) ? new Rejected(500, Json.object()) : invalid(exchange, token, 401);
        }
        boolean none = has(ACCEPTS_ALG_NONE) && header.path("alg").asText().equals("none");
        if (!none && !hasValidSignature(header, parts)) {
            throw invalid(exchange, token, 401);
        }
        long now = Instant.now().getEpochSecond();
        if (claims.has("exp") && claims.get("exp").asLong() < now && !has(IGNORES_EXPIRY)) {
            throw invalid(exchange, token, has(EXPIRED_IS_403) ? 403 : 401);
        }
        String audience = claims.path("aud").asText();
        boolean valid = (claims.has("exp") || has(EXPIRY_OPTIONAL))
                && (claims.path("nbf").asLong() <= now || has(IGNORES_NOT_BEFORE))
                && (claims.path("iss").asText().equals(origin) || has(IGNORES_ISSUER))
                && (audience.equals(url().toString())
                        || has(IGNORES_AUDIENCE) && !audience.isEmpty()
                        || has(AUDIENCE_OPTIONAL) && audience.isEmpty())
                && (!claims.path("token_type").asText().equals("refresh") || has(IGNORES_TOKEN_TYPE))
                && !has(REJECTS_VALID_TOKENS);
        if (!valid) {
            throw invalid(exchange, token, 401);
        }
        return claims;
    }

    private static JsonNode decode(String part) {
        try {
            return Json.parse(new String(Base64.getUrlDecoder().decode(part), UTF_8))
                    .orElse(Json.object().path("nothing"));
        } catch (IllegalArgumentException notBase64) {
            return Json.object().path("nothing");
        }
    }

    private boolean hasValidSignature(JsonNode header, String[] parts) {
        try {
            byte[] content = (parts[0] + "." + parts[1]).getBytes(UTF_8);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            if (header.path("alg").asText().equals("HS256") && has(ACCEPTS_PUBLIC_KEY_AS_SECRET)) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(KeyFixture.pem(KEYS).getBytes(UTF_8), "HmacSHA256"));
                return java.security.MessageDigest.isEqual(mac.doFinal(content), signature);
            }
            if (!header.path("alg").asText().equals("RS256")) {
                return false;
            }
            boolean knownKid = header.path("kid").asText().equals(KID);
            PublicKey key = knownKid ? KEYS.getPublic() : otherKey(header);
            if (key == null) {
                return false;
            }
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(content);
            return has(IGNORES_SIGNATURE) || verifier.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return has(IGNORES_SIGNATURE);
        }
    }

    /** The key that a token with an unknown kid leads to, if the server lets it. */
    private PublicKey otherKey(JsonNode header) throws GeneralSecurityException {
        if (has(TRUSTS_EMBEDDED_KEY) && header.has("jwk")) {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(
                            new BigInteger(
                                    1,
                                    decoder.decode(header.path("jwk").path("n").asText())),
                            new BigInteger(
                                    1,
                                    decoder.decode(header.path("jwk").path("e").asText()))));
        }
        boolean fetched = has(TRUSTS_JKU) && header.has("jku");
        boolean anyKey = has(ACCEPTS_UNKNOWN_KID) && !header.has("jku") && !header.has("jwk");
        return fetched || anyKey ? ATTACKER.getPublic() : null;
    }

    private Rejected invalid(HttpExchange exchange, String token, int status) {
        Rejected rejected = challenge(exchange, status, has(NO_ERROR_CODE) ? "" : "invalid_token");
        if (has(REPEATS_TOKEN)) {
            rejected.body.put("error_description", "The token " + token + " is not valid");
        }
        return rejected;
    }

    private Rejected challenge(HttpExchange exchange, int status, String error) {
        String challenge = "Bearer realm=\"test\""
                + (error.isEmpty() ? "" : ", error=\"" + error + "\"")
                + (has(CHALLENGE_WITHOUT_SCOPE) ? "" : ", scope=\"mcp:tools\"")
                + resourceMetadataParameter();
        if (!has(NO_CHALLENGE)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        }
        return new Rejected(status, Json.object().put("error", "unauthorized"));
    }

    private String resourceMetadataParameter() {
        String path = has(CHALLENGE_URL_IS_404)
                ? "/nothing"
                : "/.well-known/oauth-protected-resource" + (has(METADATA_AT_ROOT_ONLY) ? "" : "/mcp");
        return has(NO_METADATA) ? "" : ", resource_metadata=\"" + origin + path + "\"";
    }

    private void requireScope(HttpExchange exchange, JsonNode id, Optional<JsonNode> claims) throws Rejected {
        boolean sufficient =
                claims.isEmpty() || claims.get().path("scope").asText().contains("mcp:tools");
        if (sufficient) {
            return;
        }
        if (has(INSUFFICIENT_SCOPE_IS_TOOL_ERROR)) {
            ObjectNode result = Json.object("{\"content\": [], \"isError\": true, \"resultType\": \"complete\"}");
            throw new Rejected(200, message(id, "result", result));
        }
        String challenge = "Bearer realm=\"test\""
                + (has(INSUFFICIENT_SCOPE_WITHOUT_CODE) ? "" : ", error=\"insufficient_scope\"")
                + (has(INSUFFICIENT_SCOPE_WITHOUT_SCOPE) ? "" : ", scope=\"mcp:tools\"")
                + (has(INSUFFICIENT_SCOPE_WITHOUT_METADATA) ? "" : resourceMetadataParameter());
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        throw new Rejected(403, Json.object());
    }

    // Messages

    private void answer(HttpExchange exchange, ObjectNode message, Optional<JsonNode> claims)
            throws IOException, Rejected {
        JsonNode id = message.path("id");
        boolean valid = (message.path("jsonrpc").asText().equals("2.0")
                        || has(ACCEPTS_JSONRPC_1)
                                && message.path("jsonrpc").asText().equals("1.0"))
                && message.path("method").isTextual()
                && (!id.isNull() || has(ACCEPTS_ID_NULL))
                && (!message.has("params") || message.get("params").isObject() || has(ACCEPTS_PARAMS_AS_TEXT));
        if (!valid) {
            throw new Rejected(400, error(null, -32600, "Invalid request"));
        }
        if (!message.has("id")) {
            send(exchange, has(NOTIFICATIONS_ARE_200) ? 200 : 202, "", "");
            return;
        }
        String version = header(exchange, "MCP-Protocol-Version");
        JsonNode meta = message.path("params").path("_meta");
        boolean modern = version.equals("2026-07-28") || meta.has(Messages.PROTOCOL_VERSION);
        if (is(modern ? Variant.LEGACY_ONLY : Variant.MODERN_ONLY)) {
            throw new Rejected(400, error(id, -32600, "Unsupported version"));
        }
        ObjectNode result = modern ? modern(exchange, message, claims) : legacy(exchange, message, claims);
        json(exchange, 200, message(id, "result", result));
    }

    private ObjectNode legacy(HttpExchange exchange, ObjectNode message, Optional<JsonNode> claims) throws Rejected {
        JsonNode id = message.get("id");
        String method = message.get("method").asText();
        if (method.equals("initialize")) {
            String session = has(SESSIONS_ARE_COUNTED)
                    ? String.format("session-%012d", sessions.size())
                    : UUID.randomUUID().toString();
            if (!is(Variant.NO_SESSIONS)) {
                sessions.add(session);
                exchange.getResponseHeaders().set("Mcp-Session-Id", session);
            }
            String proposed = message.path("params").path("protocolVersion").asText();
            ObjectNode result = Json.object();
            result.put("protocolVersion", has(INITIALIZE_REPEATS_VERSION) ? proposed : "2025-11-25");
            result.set("capabilities", capabilities());
            if (!has(INITIALIZE_WITHOUT_SERVER_INFO)) {
                result.set("serverInfo", serverInfo());
            }
            return result;
        }
        if (!header(exchange, "MCP-Protocol-Version").equals("2025-11-25") && !has(IGNORES_LEGACY_VERSION)) {
            throw new Rejected(400, error(id, -32600, "Unsupported version"));
        }
        if (!is(Variant.NO_SESSIONS) && !sessions.contains(header(exchange, "Mcp-Session-Id"))) {
            throw new Rejected(400, error(id, -32600, "No session"));
        }
        if (method.equals("ping") && !has(NO_PING)) {
            return Json.object();
        }
        ObjectNode result = method(exchange, message, claims);
        if (result == null) {
            throw new Rejected(
                    200, error(id, has(UNKNOWN_METHOD_HAS_OTHER_CODE) ? -32000 : -32601, "Method not found"));
        }
        return result;
    }

    private ObjectNode modern(HttpExchange exchange, ObjectNode message, Optional<JsonNode> claims) throws Rejected {
        JsonNode id = message.get("id");
        String method = message.get("method").asText();
        JsonNode meta = message.path("params").path("_meta");
        if (!meta.has(Messages.PROTOCOL_VERSION)
                || !meta.path(Messages.CLIENT_CAPABILITIES).isObject() && !has(CAPABILITIES_OPTIONAL)) {
            throw new Rejected(400, error(id, -32602, "_meta is not complete"));
        }
        String version = meta.get(Messages.PROTOCOL_VERSION).asText();
        String methodHeader = header(exchange, "Mcp-Method");
        boolean matches = (version.equals(header(exchange, "MCP-Protocol-Version")) || has(IGNORES_VERSION_HEADER))
                && (methodHeader.equals(method)
                        || has(IGNORES_METHOD_HEADER)
                        || has(METHOD_HEADER_OPTIONAL) && methodHeader.isEmpty())
                && (!method.equals("tools/call")
                        || has(IGNORES_NAME_HEADER)
                        || message.path("params").path("name").asText().equals(header(exchange, "Mcp-Name")));
        if (!matches) {
            throw new Rejected(400, error(id, -32020, "Header mismatch"));
        }
        if (!version.equals("2026-07-28")) {
            ObjectNode error = error(id, -32022, "Unsupported version");
            if (!has(UNSUPPORTED_VERSION_WITHOUT_LIST)) {
                ((ObjectNode) error.get("error"))
                        .putObject("data")
                        .putArray("supported")
                        .add("2026-07-28");
            }
            throw new Rejected(400, error);
        }
        ObjectNode result = method.equals("server/discover") ? Json.object() : method(exchange, message, claims);
        if (result == null) {
            throw new Rejected(has(UNKNOWN_METHOD_IS_200) ? 200 : 404, error(id, -32601, "Method not found"));
        }
        if (method.equals("server/discover")) {
            result.putArray("supportedVersions").add("2026-07-28");
            if (!has(DISCOVERY_WITHOUT_CAPABILITIES)) {
                result.set("capabilities", capabilities());
            }
        }
        if (!has(NO_CACHE_HINTS)) {
            result.put("ttlMs", 1000).put("cacheScope", "private");
        }
        if (!has(NO_RESULT_TYPE)) {
            result.put("resultType", "complete");
        }
        if (!has(NO_SERVER_INFO)) {
            result.putObject("_meta").set(Messages.SERVER_INFO, serverInfo());
        }
        return result;
    }

    /** The methods of both versions. Returns {@code null} for other methods. */
    private ObjectNode method(HttpExchange exchange, ObjectNode message, Optional<JsonNode> claims) throws Rejected {
        JsonNode id = message.get("id");
        JsonNode params = message.path("params");
        switch (message.get("method").asText()) {
            case "tools/list":
                if (params.has("cursor") && !has(ACCEPTS_ANY_CURSOR)) {
                    throw new Rejected(200, error(id, -32602, "Unknown cursor"));
                }
                return tools();
            case "tools/call":
                requireScope(exchange, id, claims);
                if (!params.path("name").isTextual()) {
                    return failed(id, CALL_WITHOUT_NAME_IS_RESULT);
                }
                return failed(id, UNKNOWN_TOOL_IS_RESULT);
            case "prompts/list":
                ObjectNode result = Json.object();
                ObjectNode prompt = result.putArray("prompts").addObject();
                if (!has(PROMPT_WITHOUT_NAME)) {
                    prompt.put("name", "hello");
                }
                return result;
            case "prompts/get":
                return failed(id, UNKNOWN_PROMPT_IS_RESULT);
            default:
                return null;
        }
    }

    private ObjectNode tools() {
        ObjectNode result = Json.object();
        ArrayNode tools = result.putArray("tools");
        ObjectNode tool = tools.addObject().put("name", has(TOOL_NAME_WITH_SPACE) ? "an echo" : "echo");
        if (!has(TOOL_WITHOUT_SCHEMA)) {
            tool.putObject("inputSchema").put("type", "object");
        }
        if (has(TOOL_TWICE)) {
            tools.add(tool.deepCopy());
        }
        return result;
    }

    private ObjectNode failed(JsonNode id, Defect isResult) throws Rejected {
        if (has(isResult)) {
            return Json.object("{\"content\": [], \"isError\": true}");
        }
        throw new Rejected(200, error(id, -32602, "Invalid params"));
    }

    private ObjectNode capabilities() {
        return Json.object(has(TOOLS_NOT_DECLARED) ? "{\"prompts\": {}}" : "{\"prompts\": {}, \"tools\": {}}");
    }

    private static ObjectNode serverInfo() {
        return Json.object("{\"name\": \"faulty\", \"version\": \"1\"}");
    }

    private static ObjectNode error(JsonNode id, int code, String text) {
        return message(id, "error", Json.object().put("code", code).put("message", text));
    }

    private static ObjectNode message(JsonNode id, String member, ObjectNode value) {
        ObjectNode message = Json.object("{\"jsonrpc\": \"2.0\"}");
        if (id != null && !id.isMissingNode()) {
            message.set("id", id);
        }
        message.set(member, value);
        return message;
    }

    // Documents

    private void resourceMetadata(HttpExchange exchange, boolean there) throws IOException {
        if (!there || has(NO_METADATA)) {
            send(exchange, 404, "text/plain", "Not found");
            return;
        }
        String forwarded = header(exchange, "X-Forwarded-Host");
        String base = has(METADATA_FROM_HOST)
                ? "http://" + header(exchange, "Host")
                : has(METADATA_FROM_FORWARDED_HOST) && !forwarded.isEmpty() ? "http://" + forwarded : origin;
        ObjectNode document = Json.object().put("resource", base + "/mcp" + (has(RESOURCE_WITH_SLASH) ? "/" : ""));
        ArrayNode servers = document.putArray("authorization_servers");
        if (!has(NO_AUTHORIZATION_SERVER)) {
            servers.add(origin);
        }
        ArrayNode scopes = document.putArray("scopes_supported").add("mcp:tools");
        if (has(OFFERS_OFFLINE_ACCESS)) {
            scopes.add("offline_access");
        }
        ArrayNode methods = document.putArray("bearer_methods_supported").add("header");
        if (has(OFFERS_QUERY)) {
            methods.add("query");
        }
        send(exchange, 200, has(METADATA_IS_TEXT) ? "text/plain" : "application/json", document.toString());
    }

    private void authorizationServerMetadata(HttpExchange exchange) throws IOException {
        ObjectNode document = Json.object()
                .put("issuer", origin + (has(ISSUER_WITH_SLASH) ? "/" : ""))
                .put("authorization_endpoint", origin + "/authorize")
                .put("jwks_uri", origin + "/keys");
        document.putArray("response_types_supported").add("code");
        if (!has(NO_TOKEN_ENDPOINT)) {
            document.put("token_endpoint", origin + "/token");
        }
        if (has(ENDPOINT_WITHOUT_TLS)) {
            document.put("registration_endpoint", "http://issuer.example/register");
        }
        if (!has(NO_PKCE)) {
            document.putArray("code_challenge_methods_supported").add("S256");
        }
        json(exchange, has(NO_AUTHORIZATION_SERVER_METADATA) ? 404 : 200, document);
    }

    private void keySet(HttpExchange exchange) throws IOException {
        ObjectNode document = Json.object();
        ArrayNode keys = document.putArray("keys");
        ObjectNode key = keys.addObject();
        jwk(KEYS, KID).forEach(key::put);
        if (has(PRIVATE_KEY_IN_KEY_SET)) {
            key.put("d", "c2VjcmV0");
        }
        if (has(SMALL_KEY_IN_KEY_SET)) {
            ObjectNode small = keys.addObject();
            jwk(SMALL, "small").forEach(small::put);
        }
        json(exchange, has(NO_KEY_SET) ? 404 : 200, document);
    }

    private void json(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        boolean rpc = body.has("jsonrpc");
        JsonNode id = body.path("id");
        if (rpc && has(IDS_BECOME_TEXT) && id.isNumber()) {
            body.put("id", id.asText());
        }
        if (rpc && status == 200 && is(Variant.EVENT_STREAMS)) {
            stream(exchange, body);
            return;
        }
        send(exchange, status, rpc && has(RESPONSES_ARE_TEXT) ? "text/plain" : "application/json", body.toString());
    }

    private void stream(HttpExchange exchange, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}";
        String events =
                ": a comment\r\n\r\nevent: message\r\ndata: " + notification + "\r\n\r\ndata:" + body + "\r\n\r\n";
        exchange.getResponseBody().write(events.getBytes(UTF_8));
        exchange.getResponseBody().flush();
        exchange.getRequestBody().readAllBytes();
        try {
            while (true) {
                Thread.sleep(20); // the client closes the connection, which the next comment finds out
                exchange.getResponseBody().write(":\n".getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (!type.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
