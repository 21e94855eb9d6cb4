package dev.mcpauth.jwt;

import com.auth0.jwk.Jwk;
import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.SigningKeyNotFoundException;
import dev.mcpauth.jwks.JsonWebKey;
import dev.mcpauth.jwks.KeySource;
import java.util.Map;

/** The keys of step 5, as the verifier wants them. */
public final class LocalKeys implements JwkProvider {

    private final KeySource source;

    public LocalKeys(KeySource source) {
        this.source = source;
    }

    @Override
    public Jwk get(String kid) throws SigningKeyNotFoundException {
        JsonWebKey key = source.find(kid)
                .orElseThrow(() -> new SigningKeyNotFoundException("there is no such key in the folder", null));
        return Jwk.fromValues(Map.of(
                "kty", key.kty(), "use", key.use(), "alg", key.alg(), "kid", key.kid(), "n", key.n(), "e", key.e()));
    }
}
