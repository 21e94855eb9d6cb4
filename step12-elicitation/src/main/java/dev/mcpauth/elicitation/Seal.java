package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs data that the client keeps for the server (HMAC-SHA256, RFC 2104). So the server stores nothing, and accepts only data
 * that it has written itself. The client can read the data.
 */
final class Seal {

    /** The member of the sealed data that says when the seal expires, in seconds since 1970. */
    static final String EXPIRY = "exp";

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY = 32;
    private static final int LONGEST = 64 * 1024;
    private static final int SIGNATURE = 100;

    private final SecretKeySpec key;
    private final Clock clock;

    private Seal(byte[] key, Clock clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /**
     * Uses {@code MCP_STATE_KEY}, or else a random key. Several instances must share the key. With a random key, open questions
     * are lost at a restart.
     *
     * @throws InvalidSettingException if the key is too short
     */
    static Seal from(Environment environment, Clock clock) {
        byte[] key = environment
                .secret("MCP_STATE_KEY")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .orElseGet(Seal::randomKey);
        if (key.length < SHORTEST_KEY) {
            throw new InvalidSettingException("MCP_STATE_KEY", "at least " + SHORTEST_KEY + " random characters");
        }
        return new Seal(key, clock);
    }

    private static byte[] randomKey() {
        byte[] key = new byte[SHORTEST_KEY];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /**
     * Adds an expiry to the content, and signs it.
     *
     * @param purpose content that is sealed for one purpose is not accepted for another
     * @throws JsonRpcException -32602 if the content is too long
     */
    String seal(String purpose, ObjectNode content, Duration lifetime) {
        content.put(EXPIRY, clock.instant().plus(lifetime).getEpochSecond());
        String text = encode(Json.write(content));
        if (text.length() > LONGEST) {
            throw JsonRpcException.invalidParams("the answers are too long");
        }
        return text + "." + encode(signature(purpose, text));
    }

    /** The content; empty if this server has not sealed it for this purpose, or it has expired. */
    Optional<ObjectNode> open(String purpose, String sealed) {
        int dot = sealed.indexOf('.');
        if (sealed.length() > LONGEST + SIGNATURE || dot < 0) {
            return Optional.empty();
        }
        String text = sealed.substring(0, dot);
        byte[] given = sealed.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        byte[] expected = encode(signature(purpose, text)).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, expected)) { // compares in constant time
            return Optional.empty();
        }
        try {
            ObjectNode content = (ObjectNode) Json.parse(Base64.getUrlDecoder().decode(text));
            boolean expired =
                    clock.instant().getEpochSecond() >= content.path(EXPIRY).asLong();
            return expired ? Optional.empty() : Optional.of(content);
        } catch (JsonRpcException impossible) {
            throw new IllegalStateException("the server has sealed something that it cannot read", impossible);
        }
    }

    private byte[] signature(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
