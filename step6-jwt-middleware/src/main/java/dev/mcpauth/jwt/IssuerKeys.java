package dev.mcpauth.jwt;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.jwks.JsonWebKey;
import dev.mcpauth.jwks.KeySource;
import dev.mcpauth.jwt.core.KeysUnavailableException;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.VerificationKeys;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The keys of the issuer.
 *
 * @param forVerification where the verifier looks for keys
 * @param published the local keys, which the server also publishes; none if the issuer publishes its keys
 * @param description where the keys come from, for the log
 */
public record IssuerKeys(VerificationKeys forVerification, KeySource published, String description) {

    private static final KeySource NONE = List::of;

    /**
     * Reads the keys from the first source that is set: {@code MCP_JWKS_URL}; {@code MCP_PUBLIC_KEY};
     * {@code MCP_KEYS_DIR}; the metadata of {@code MCP_ISSUER}; else the folder {@code keys}.
     *
     * @throws dev.mcpauth.health.InvalidSettingException as {@link KeySource#from}
     */
    public static IssuerKeys from(Environment environment, TokenSettings settings, Clock clock) {
        String algorithm = settings.rules().algorithm();
        if (settings.jwksUrl().isPresent()) {
            URI url = settings.jwksUrl().get();
            return new IssuerKeys(
                    RemoteKeys.at(url, algorithm, clock), NONE, "from " + LimitedHttpClient.withoutQuery(url));
        }
        if (settings.discovery()) {
            String issuer = settings.rules().issuer();
            return new IssuerKeys(
                    RemoteKeys.of(issuer, algorithm, clock),
                    NONE,
                    "from the key set that the metadata of " + issuer + " names");
        }
        if (algorithm.startsWith("ES")) {
            String expected = "RS256, RS384 or RS512 with local keys, which are RSA keys";
            throw new InvalidSettingException("MCP_ALGORITHM", algorithm, expected);
        }
        KeySource local = KeySource.from(environment, clock);
        String kids = local.all().stream().map(JsonWebKey::kid).collect(Collectors.joining(", "));
        return new IssuerKeys(of(local), local, "local, " + kids);
    }

    /** The local keys of step 5 for the verifier. */
    public static VerificationKeys of(KeySource local) {
        return kid -> {
            try {
                return local.find(kid).map(JsonWebKey::publicKey);
            } catch (UncheckedIOException e) {
                throw new KeysUnavailableException("the folder of keys cannot be read", e);
            }
        };
    }
}
