package dev.mcpauth.authserver.clients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.minidev.json.JSONObject;

/**
 * Clients whose ID is the URL of a document with their metadata (OAuth Client ID Metadata Document, draft 00; MCP 2026-07-28,
 * Client Registration). Anyone can make this server fetch a URL of their choice; {@link DocumentFetcher} limits the effects.
 */
final class ClientIdMetadataDocuments {

    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration FAILURE_AGE = Duration.ofSeconds(30);
    private static final int MAX_CACHED_CHARACTERS = 1 << 20;
    private static final int MAX_URL = 2048;

    /** How many requests may wait for a fetch that another request has started, so that they do not occupy all threads. */
    private static final int MAX_WAITING = 32;

    private static final Duration LONGEST_WAIT = DocumentFetcher.TIMEOUT.multipliedBy(2);

    private final DocumentFetcher fetcher;
    private final Clock clock;
    private final Cache<String, Result> results;
    private final Map<String, CompletableFuture<Result>> running = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MAX_WAITING);

    /** A client, or the error that its document has caused. */
    private record Result(Optional<Client> client, Optional<GeneralException> error, Instant until) {

        long characters() {
            return 300 + client.map(Client::characters).orElse(0L);
        }
    }

    /** @param thisMachineAllowed whether documents may be on this machine */
    ClientIdMetadataDocuments(boolean thisMachineAllowed, Clock clock) {
        this.fetcher = new DocumentFetcher(
                address -> Addresses.isPublic(address) || thisMachineAllowed && address.isLoopbackAddress());
        this.clock = clock;
        this.results = Caffeine.newBuilder()
                .maximumWeight(MAX_CACHED_CHARACTERS)
                .weigher((String id, Result result) -> (int) (id.length() + result.characters()))
                .expireAfterWrite(MAX_AGE)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * The client with this ID, from the cache or from its document. Errors are cached as well, but not for long. Requests that
     * ask for the same document at the same time cause one fetch.
     *
     * @throws GeneralException {@code invalid_client} if there is no such document, or it breaks a rule
     * @throws UnavailableException if too many documents are being fetched
     */
    Client find(String id) throws GeneralException {
        URI url = url(id);
        Result result = cached(id);
        if (result == null) {
            CompletableFuture<Result> mine = new CompletableFuture<>();
            CompletableFuture<Result> other = running.putIfAbsent(id, mine);
            result = other == null ? fetch(id, url, mine) : await(other);
        }
        if (result.error().isPresent()) {
            throw result.error().get();
        }
        return result.client().orElseThrow();
    }

    private Result cached(String id) {
        Result cached = results.getIfPresent(id);
        return cached != null && clock.instant().isBefore(cached.until()) ? cached : null;
    }

    /** Fetches the document for this request, and for all requests that ask for it meanwhile. */
    private Result fetch(String id, URI url, CompletableFuture<Result> mine) throws UnavailableException {
        try {
            Result result = cached(id); // another fetch has just ended
            if (result == null) {
                result = fetch(id, url);
                results.put(id, result);
            }
            mine.complete(result);
            return result;
        } finally {
            running.remove(id);
            mine.cancel(false); // no effect after complete
        }
    }

    private Result await(CompletableFuture<Result> other) throws UnavailableException {
        if (!places.tryAcquire()) {
            throw DocumentFetcher.tooManyFetches();
        }
        try {
            return other.get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DocumentFetcher.tooManyFetches();
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            throw DocumentFetcher.tooManyFetches(); // the other request got no place to fetch it
        } finally {
            places.release();
        }
    }

    /** How many requests wait for a fetch that another request has started. */
    int waiting() {
        return MAX_WAITING - places.availablePermits();
    }

    private Result fetch(String id, URI url) throws UnavailableException {
        try {
            DocumentFetcher.Document document = get(url);
            if (!isJson(document.headers().firstValue("Content-Type").orElse(""))) {
                throw refused("its Content-Type is not JSON");
            }
            Client client = parse(id, document.body());
            Instant until = clock.instant().plus(lifetime(document.headers()));
            return new Result(Optional.of(client), Optional.empty(), until);
        } catch (UnavailableException notNow) {
            throw notNow;
        } catch (GeneralException e) {
            return new Result(Optional.empty(), Optional.of(e), clock.instant().plus(FAILURE_AGE));
        }
    }

    /** Section 3 of the draft. */
    private static URI url(String id) throws GeneralException {
        try {
            URI url = URI.create(id);
            boolean good = id.length() <= MAX_URL
                    && id.equals(url.toASCIIString())
                    && url.getHost() != null
                    && url.getPort() <= 65535
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getRawPath().length() > 1
                    && Arrays.stream(url.getPath().split("/")).noneMatch(part -> part.equals(".") || part.equals(".."));
            if (good) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // The same error as for a URL that breaks a rule.
        }
        throw refused("the URL needs a path, and must have no fragment, no user name, and no dots as path segments");
    }

    /** The same error for all failures; otherwise, anyone could map the network behind this server. */
    private DocumentFetcher.Document get(URI url) throws GeneralException {
        try {
            return fetcher.fetch(url);
        } catch (IOException e) {
            throw refused("it cannot be fetched; it must be at a public address, and come within "
                    + DocumentFetcher.TIMEOUT.toSeconds() + " s, with status 200, without a redirect, and with at most "
                    + DocumentFetcher.MAX_BODY + " bytes");
        }
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters == -1 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || type.startsWith("application/") && type.endsWith("+json");
    }

    private static Client parse(String id, byte[] body) throws GeneralException {
        JSONObject json;
        try {
            json = Messages.parse(
                    new String(body, StandardCharsets.UTF_8), JSONObjectUtils::parse, OAuth2Error.INVALID_CLIENT);
        } catch (GeneralException e) {
            throw refused("it is not a JSON object");
        }
        if (!id.equals(json.get("client_id"))) {
            throw refused("its client_id is not its URL");
        }
        if (!(json.get("client_name") instanceof String name) || !ClientName.isVisible(name)) {
            throw refused("its client_name is missing");
        }
        if (json.containsKey("client_secret") || json.containsKey("client_secret_expires_at")) {
            throw refused("it contains a client_secret, which everyone can read");
        }
        ClientMetadata metadata = metadata(json);
        if (metadata.getTokenEndpointAuthMethod() == null) {
            metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.NONE);
        }
        if (!metadata.getTokenEndpointAuthMethod().equals(ClientAuthenticationMethod.NONE)) {
            throw refused("this server supports only the token_endpoint_auth_method none for such clients");
        }
        return Client.of(id, metadata, defaultScope(metadata), Optional.empty(), false);
    }

    private static Scope defaultScope(ClientMetadata metadata) throws GeneralException {
        try {
            return ClientRules.check(metadata);
        } catch (GeneralException e) {
            throw refused(e.getErrorObject().getDescription());
        }
    }

    private static ClientMetadata metadata(JSONObject json) throws GeneralException {
        try {
            return Messages.parse(json, ClientMetadata::parse, OAuth2Error.INVALID_CLIENT);
        } catch (GeneralException e) {
            throw refused("it is not valid client metadata");
        }
    }

    /** As long as the server of the document allows (RFC 9111 section 5.2.2), up to a limit. */
    private static Duration lifetime(HttpHeaders headers) {
        Duration lifetime = MAX_AGE;
        for (String header : headers.allValues("Cache-Control")) {
            for (String part : header.split(",")) {
                String directive = part.strip().toLowerCase(Locale.ROOT);
                if (directive.equals("no-store") || directive.equals("no-cache")) {
                    return Duration.ZERO;
                }
                if (directive.startsWith("max-age=")) {
                    lifetime = shorter(lifetime, directive.substring("max-age=".length()));
                }
            }
        }
        return lifetime;
    }

    private static Duration shorter(Duration lifetime, String seconds) {
        boolean number =
                !seconds.isEmpty() && seconds.length() <= 9 && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            return lifetime;
        }
        Duration allowed = Duration.ofSeconds(Long.parseLong(seconds));
        return allowed.compareTo(lifetime) < 0 ? allowed : lifetime;
    }

    private static GeneralException refused(String reason) {
        return OAuthErrors.refusal(
                OAuth2Error.INVALID_CLIENT, "The client metadata document at the client_id is refused: " + reason);
    }
}
