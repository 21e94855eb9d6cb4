package dev.mcpauth.jwks;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Where a server has its public keys from. */
public interface KeySource {

    /** No keys, for a server whose tokens somebody else's keys have signed. */
    KeySource NONE = new FixedKeys(List.of());

    /** What to run, for whoever reads that a key cannot be used. */
    String HOW_TO_MAKE_ONE = " (\"scripts/token.sh keys generate\" makes one)";

    /** All keys as of now, sorted by {@code kid}. */
    List<JsonWebKey> all();

    /** The key of this name; without a name, the only key, if there is exactly one. */
    Optional<JsonWebKey> find(String kid);

    /**
     * The key in {@code MCP_PUBLIC_KEY}, or else those in the folder {@code MCP_KEYS_DIR}.
     *
     * @throws InvalidSettingException if there is no key, or one that cannot be used
     */
    static KeySource from(Environment environment, Clock clock) {
        Optional<String> pem = environment.text("MCP_PUBLIC_KEY");
        return pem.isPresent()
                ? fixed(pem.get())
                : folder(environment.text("MCP_KEYS_DIR").orElse("keys"), clock);
    }

    private static KeySource fixed(String pem) {
        try {
            // Where a setting cannot hold a line break, \n stands for one.
            return new FixedKeys(List.of(JsonWebKey.of(PublicKeyPem.parse(pem.replace("\\n", "\n")))));
        } catch (UnusableKeyException e) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_KEY", "an RSA public key in PEM, but " + e.getMessage() + HOW_TO_MAKE_ONE);
        }
    }

    private static KeySource folder(String folder, Clock clock) {
        try {
            return KeyFolder.open(Path.of(folder), clock);
        } catch (UnusableKeyException e) {
            throw new InvalidSettingException(
                    "MCP_KEYS_DIR", "a folder of public keys; in \"" + folder + "\" " + e.getMessage());
        }
    }
}
