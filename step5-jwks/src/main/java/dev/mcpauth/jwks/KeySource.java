package dev.mcpauth.jwks;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The public keys that a server verifies with. */
public interface KeySource {

    /** The end of each message about a missing or unusable key. */
    String HOW_TO_CREATE = " (to create a key pair, run scripts/token.sh keys generate)";

    /**
     * All keys, sorted by {@code kid}.
     *
     * @throws java.io.UncheckedIOException if the keys cannot be read at the moment
     */
    List<JsonWebKey> all();

    /**
     * The key with this {@code kid}; without a {@code kid}, the only key, if there is exactly one.
     *
     * @throws java.io.UncheckedIOException if the keys cannot be read at the moment
     */
    default Optional<JsonWebKey> find(Optional<String> kid) {
        return JsonWebKey.find(all(), kid);
    }

    /**
     * The key in {@code MCP_PUBLIC_KEY}, else the keys in the folder {@code MCP_KEYS_DIR}.
     *
     * @throws InvalidSettingException if there is no key, or a key is not usable
     */
    static KeySource from(Environment environment, Clock clock) {
        Optional<String> pem = environment.text("MCP_PUBLIC_KEY");
        Path folder = Path.of(environment.text("MCP_KEYS_DIR").orElse("keys"));
        return pem.map(KeySource::single).orElseGet(() -> folder(folder, clock));
    }

    private static KeySource single(String pem) {
        try {
            // Where a setting cannot contain line breaks, \n stands for one.
            List<JsonWebKey> key = List.of(JsonWebKey.of(PublicKeyPem.parse(pem.replace("\\n", "\n"))));
            return () -> key;
        } catch (UnusableKeyException e) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_KEY", "an RSA public key in PEM, but " + e.getMessage() + HOW_TO_CREATE);
        }
    }

    private static KeySource folder(Path folder, Clock clock) {
        try {
            return KeyFolder.open(folder, clock);
        } catch (UnusableKeyException e) {
            throw new InvalidSettingException(
                    "MCP_KEYS_DIR", "a folder of public keys; in \"" + folder + "\" " + e.getMessage());
        }
    }
}
