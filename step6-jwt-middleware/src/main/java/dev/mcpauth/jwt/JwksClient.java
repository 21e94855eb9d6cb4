package dev.mcpauth.jwt;

import com.auth0.jwk.Jwk;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Fetches a JWK Set (RFC 7517 section 5) from the one URL that it was told. */
final class JwksClient implements Callable<List<Jwk>> {

    private final LimitedHttpClient http = new LimitedHttpClient(Duration.ofSeconds(2), 512 * 1024);
    private final URI url;

    JwksClient(URI url) {
        this.url = url;
    }

    /** @throws Exception if there is no answer, or it is no key set */
    @Override
    public List<Jwk> call() throws Exception {
        JsonNode keys = Json.parse(http.get(url).body()).path("keys");
        if (!keys.isArray()) {
            throw new IOException("no key set");
        }
        List<Jwk> usable = new ArrayList<>();
        for (JsonNode key : keys) {
            try {
                usable.add(Jwk.fromValues(Json.toMap(key)));
            } catch (RuntimeException odd) {
                continue; // a key of a kind that we don't know is to be ignored (RFC 7517 section 5)
            }
        }
        return usable;
    }
}
