package dev.mcpauth.jwt;

import com.auth0.jwk.JwkProvider;
import dev.mcpauth.jwks.KeySource;
import java.time.Clock;

/** The keys of the issuer behind one interface, wherever they come from. */
public final class IssuerKeys {

    private IssuerKeys() {}

    /** Those at {@code MCP_JWKS_URL}, or else the local ones. */
    public static JwkProvider from(TokenSettings settings, KeySource local, Clock clock) {
        return settings.jwksUrl().isPresent() ? RemoteKeys.at(settings.jwksUrl().get(), clock) : new LocalKeys(local);
    }
}
