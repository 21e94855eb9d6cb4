package dev.mcpauth.jwt;

import com.auth0.jwk.JwkProvider;
import dev.mcpauth.health.Environment;
import dev.mcpauth.jwks.KeySource;
import java.time.Clock;

/**
 * The keys of the issuer, wherever they come from.
 *
 * @param provider where the verifier looks them up
 * @param local those that this server shows: all of them, or none if the issuer has an address of its own for that
 */
public record IssuerKeys(JwkProvider provider, KeySource local) {

    /**
     * Those at {@code MCP_JWKS_URL}, or else those of step 5.
     *
     * @throws dev.mcpauth.health.InvalidSettingException as {@link KeySource#from}
     */
    public static IssuerKeys from(Environment environment, TokenSettings settings, Clock clock) {
        if (settings.jwksUrl().isPresent()) {
            return new IssuerKeys(RemoteKeys.at(settings.jwksUrl().get(), clock), KeySource.NONE);
        }
        KeySource local = KeySource.from(environment, clock);
        return new IssuerKeys(new LocalKeys(local), local);
    }
}
