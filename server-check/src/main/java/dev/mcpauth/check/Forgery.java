package dev.mcpauth.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that an attacker can make without a key: from a valid token if there is one, else from what the server publishes. A
 * server that verifies tokens rejects each of them.
 */
final class Forgery {

    /** @param how how the token was forged: the rest of a sentence about the token */
    record Token(String how, String text) {}

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Server server;
    private final ObjectNode header;
    private final ObjectNode claims;
    /** The valid token in its three parts, if it is a JWT. */
    private final Optional<String[]> valid;

    private Forgery(Server server, Optional<String[]> valid, ObjectNode header, ObjectNode claims) {
        this.server = server;
        this.valid = valid;
        this.header = header;
        this.claims = claims;
    }

    static Forgery of(Server server) {
        Optional<String[]> valid = Optional.ofNullable(server.credentials().token())
                .map(token -> token.split("\\."))
                .filter(parts -> parts.length == 3
                        && decode(parts[0]).isPresent()
                        && decode(parts[1]).isPresent());
        return new Forgery(
                server,
                valid,
                valid.flatMap(parts -> decode(parts[0])).orElseGet(() -> header(server)),
                valid.flatMap(parts -> decode(parts[1])).orElseGet(() -> claims(server)));
    }

    private static Optional<ObjectNode> decode(String part) {
        try {
            return Json.parse(new String(Base64.getUrlDecoder().decode(part), UTF_8))
                    .filter(JsonNode::isObject)
                    .map(ObjectNode.class::cast);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static ObjectNode header(Server server) {
        ObjectNode header = Json.object("{\"alg\": \"RS256\", \"typ\": \"at+jwt\"}");
        keys(server).stream()
                .map(key -> key.path("kid"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .ifPresent(kid -> header.put("kid", kid.asText()));
        return header;
    }

    private static ObjectNode claims(Server server) {
        String issuer = "https://issuer.example";
        String audience = server.url().toString();
        String scope = "";
        try {
            JsonNode resource = server.metadata().resource().json();
            audience = resource.path("resource").asText(audience);
            scope = String.join(" ", Json.strings(resource.path("scopes_supported")));
            issuer = server.metadata().issuer();
        } catch (Verdict noMetadata) {
            // The default values remain.
        }
        long now = Instant.now().getEpochSecond();
        return Json.object()
                .put("iss", issuer)
                .put("aud", audience)
                .put("sub", "attacker")
                .put("client_id", "attacker")
                .put("scope", scope)
                .put("iat", now)
                .put("exp", now + 600);
    }

    private static List<JsonNode> keys(Server server) {
        try {
            return StreamSupport.stream(
                            server.metadata().keys().json().path("keys").spliterator(), false)
                    .limit(10)
                    .toList();
        } catch (Verdict noKeys) {
            return List.of();
        }
    }

    /** Tokens with {@code alg: none} and no signature (RFC 8725, section 2.1). */
    List<Token> unsigned() {
        return Stream.of("none", "None", "NONE")
                .map(algorithm -> new Token(
                        "has alg " + algorithm + " and no signature",
                        encode(header.deepCopy().put("alg", algorithm)) + "." + encode(claims) + "."))
                .toList();
    }

    /** Tokens whose signature does not belong to their claims. */
    List<Token> wronglySigned() {
        String token = server.credentials().token();
        if (valid.isPresent()) {
            String[] parts = valid.get();
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            if (signature.length > 0) {
                signature[0] ^= 1;
            }
            String content = parts[0] + "." + parts[1];
            String otherClaims = encode(claims.deepCopy().put("sub", "attacker"));
            return List.of(
                    new Token("has one bit of its signature changed", content + "." + BASE64.encodeToString(signature)),
                    new Token("has a sub that its issuer did not sign", parts[0] + "." + otherClaims + "." + parts[2]),
                    new Token("has an empty signature", content + "."),
                    new Token("has no signature", content));
        }
        if (token != null) {
            char last = token.charAt(token.length() - 1);
            String other = token.substring(0, token.length() - 1) + (last == 'A' ? 'B' : 'A');
            return List.of(new Token("has its last character changed", other));
        }
        byte[] signature = new byte[256];
        new SecureRandom().nextBytes(signature);
        String made = encode(header) + "." + encode(claims) + "." + BASE64.encodeToString(signature);
        return List.of(new Token("has random bytes as its signature", made));
    }

    /** Tokens with an HMAC that has the public key of the issuer as its secret (RFC 8725, section 2.1). */
    List<Token> signedWithPublicKey() {
        List<Token> tokens = new ArrayList<>();
        for (JsonNode key : keys(server)) {
            publicKey(key).ifPresent(encoded -> {
                String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
                String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
                tokens.add(hmac("the PEM of the public key", pem.getBytes(UTF_8)));
                tokens.add(hmac("the PEM file of the public key", (pem + "\n").getBytes(UTF_8)));
                tokens.add(hmac("the bytes of the public key", encoded));
            });
        }
        return tokens;
    }

    private static Optional<byte[]> publicKey(JsonNode key) {
        try {
            Base64.Decoder decoder = Base64.getUrlDecoder();
            BigInteger modulus = new BigInteger(1, decoder.decode(key.path("n").asText()));
            BigInteger exponent = new BigInteger(1, decoder.decode(key.path("e").asText()));
            return Optional.of(KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                    .getEncoded());
        } catch (GeneralSecurityException | IllegalArgumentException notRsa) {
            return Optional.empty();
        }
    }

    private Token hmac(String name, byte[] secret) {
        String content = encode(header.deepCopy().put("alg", "HS256")) + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String signature = BASE64.encodeToString(mac.doFinal(content.getBytes(UTF_8)));
            return new Token("has an HS256 signature with " + name + " as its secret", content + "." + signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JVM has HmacSHA256
        }
    }

    private static String encode(JsonNode json) {
        return BASE64.encodeToString(json.toString().getBytes(UTF_8));
    }
}
