package dev.mcpauth.jwks;

import java.util.List;
import java.util.Optional;

/** One key for good, or none. */
record FixedKeys(List<JsonWebKey> all) implements KeySource {

    @Override
    public Optional<JsonWebKey> find(String kid) {
        return all.stream().filter(key -> kid == null || kid.equals(key.kid())).findFirst();
    }
}
