package dev.mcpauth.jwt.core;

import com.auth0.jwk.Jwk;
import com.auth0.jwk.JwkException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Fetches the key set of an issuer (RFC 7517 section 5), from a fixed URL or from the URL in the issuer's metadata. */
final class JwksClient {

    private static final int MIN_BITS = 2048; // RFC 7518 section 3.3

    private final LimitedHttpClient http = new LimitedHttpClient(Duration.ofSeconds(2), 512 * 1024);
    private final String algorithm;

    /** @param algorithm the algorithm that the keys are needed for */
    JwksClient(String algorithm) {
        this.algorithm = algorithm;
    }

    /** @throws Exception if there is no response, or it is not a key set ("the response is not a key set") */
    List<RemoteKeys.Key> fetch(URI url) throws Exception {
        JsonNode keys = StrictJson.parse(http.get(url).body()).path("keys");
        if (!keys.isArray()) {
            throw new IOException("the response is not a key set");
        }
        List<RemoteKeys.Key> usable = new ArrayList<>();
        for (JsonNode key : keys) {
            try {
                read(key, usable);
            } catch (RuntimeException | JwkException unknownKind) {
                continue; // RFC 7517 section 5: ignore keys that are not understood
            }
        }
        return usable;
    }

    /** A key set may hold keys for other purposes, and the same key twice. */
    private void read(JsonNode key, List<RemoteKeys.Key> usable) throws JwkException {
        Jwk jwk = Jwk.fromValues(StrictJson.members(key));
        boolean fits = (jwk.getUsage() == null || jwk.getUsage().equals("sig"))
                && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm));
        if (fits && isForAlgorithm(jwk)) {
            RemoteKeys.Key found = new RemoteKeys.Key(Optional.ofNullable(jwk.getId()), jwk.getPublicKey());
            if (!usable.contains(found)) {
                usable.add(found);
            }
        }
    }

    /** Each algorithm has one type of key, and ES256 has one curve (RFC 7518 sections 3.3, 3.4). */
    private boolean isForAlgorithm(Jwk jwk) throws JwkException {
        if (!(algorithm.startsWith("ES") ? "EC" : "RSA").equals(jwk.getType())) {
            return false;
        }
        PublicKey key = jwk.getPublicKey();
        return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_BITS
                || key instanceof ECPublicKey
                        && "P-256".equals(jwk.getAdditionalAttributes().get("crv"));
    }

    /**
     * The {@code jwks_uri} in the issuer's metadata: OAuth (RFC 8414 section 3.1), else OpenID Connect Discovery.
     *
     * @throws Exception if no document is found, or the document is not the issuer's. The message is that of the first candidate,
     *     with " at " and its URL; the messages of this class are {@code the metadata is that of the issuer "…"}, and
     *     {@code the jwks_uri is neither https nor on this machine}
     */
    URI discover(String issuer) throws Exception {
        URI url = URI.create(issuer);
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceFirst("/$", "");
        String origin = url.getScheme() + "://" + url.getRawAuthority();
        List<URI> candidates = Stream.of(
                        URI.create(origin + "/.well-known/oauth-authorization-server" + path),
                        URI.create(origin + "/.well-known/openid-configuration" + path),
                        URI.create(origin + path + "/.well-known/openid-configuration"))
                .distinct()
                .toList();
        IOException failure = new IOException("no metadata of the issuer at " + candidates.get(0));
        for (URI candidate : candidates) {
            try {
                return jwksUri(issuer, StrictJson.parse(http.get(candidate).body()));
            } catch (IOException | IllegalArgumentException e) {
                failure.addSuppressed(e);
                if (candidate.equals(candidates.get(0))) {
                    failure = new IOException(e.getMessage() + " at " + candidate, e);
                }
            }
        }
        throw failure;
    }

    /** RFC 8414 section 3.3: the document must name the issuer exactly. */
    private static URI jwksUri(String issuer, JsonNode metadata) throws IOException {
        String named = metadata.path("issuer").asText();
        if (!named.equals(issuer)) {
            throw new IOException("the metadata is that of the issuer \"" + named + "\"");
        }
        URI url = URI.create(metadata.path("jwks_uri").asText());
        if (!LimitedHttpClient.isProtected(url)) {
            throw new IOException("the jwks_uri is neither https nor on this machine");
        }
        return url;
    }
}
