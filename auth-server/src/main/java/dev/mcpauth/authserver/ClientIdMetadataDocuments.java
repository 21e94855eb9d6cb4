package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import net.minidev.json.JSONObject;

/**
 * Clients whose id is the URL of a document that says what they are (OAuth Client ID Metadata Document, draft 00; MCP
 * 2026-07-28, Client Registration). Whoever asks for a token makes this server fetch from an address of their choice, so it
 * is choosy about addresses, impatient, and reads little.
 */
final class ClientIdMetadataDocuments {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_BYTES = 5 * 1024; // section 6.6 of the draft
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Pattern JSON =
            Pattern.compile("application/([\\w.-]+\\+)?json *(;.*)?", Pattern.CASE_INSENSITIVE);

    private final boolean thisMachineAllowed;
    private final LimitedHttpClient http = new LimitedHttpClient(TIMEOUT, MAX_BYTES);
    private final Clock clock;
    private final Cache<ClientID, Known> known;

    private record Known(ClientInformation client, Instant until) {}

    ClientIdMetadataDocuments(boolean thisMachineAllowed, Clock clock) {
        this.thisMachineAllowed = thisMachineAllowed;
        this.clock = clock;
        this.known = Store.of(clock, KEPT);
    }

    /** @throws GeneralException {@code invalid_client} if there is no such document, or it is not acceptable */
    ClientInformation fetch(ClientID id) throws GeneralException {
        Known before = known.getIfPresent(id);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.client();
        }
        HttpResponse<byte[]> response = get(url(id));
        if (!JSON.matcher(response.headers().firstValue("Content-Type").orElse(""))
                .matches()) {
            throw refused("it is not served as JSON");
        }
        ClientInformation client = Messages.parse(response.body(), body -> parse(id, body));
        known.put(id, new Known(client, clock.instant().plus(lifetime(response))));
        return client;
    }

    /** Section 3 of the draft. */
    private static URI url(ClientID id) throws GeneralException {
        try {
            URI url = URI.create(id.getValue());
            boolean good = url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getRawPath().length() > 1
                    && Arrays.stream(url.getPath().split("/")).noneMatch(part -> part.equals(".") || part.equals(".."));
            if (good) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // The same answer as for a URL that is not good.
        }
        throw refused(
                "the URL needs a path, and must have neither a fragment, nor a user name, nor dots as path segments");
    }

    private HttpResponse<byte[]> get(URI url) throws GeneralException {
        try {
            // The JVM remembers the addresses for a while, so most likely connects to these; and if not, whoever is at
            // another one must have a certificate for this host.
            for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
                if (!Addresses.isPublic(address) && !(thisMachineAllowed && address.isLoopbackAddress())) {
                    throw refused("its address is not public");
                }
            }
            return http.get(url);
        } catch (UnknownHostException e) {
            throw refused("its host is unknown");
        } catch (GeneralException e) {
            throw e;
        } catch (Exception e) {
            throw refused("it cannot be fetched; it must come within " + TIMEOUT.toSeconds()
                    + " s, with status 200, without a redirect, and with at most " + MAX_BYTES + " bytes");
        }
    }

    private static ClientInformation parse(ClientID id, byte[] body) throws GeneralException {
        JSONObject json;
        try {
            json = JSONObjectUtils.parse(new String(body, StandardCharsets.UTF_8));
        } catch (com.nimbusds.oauth2.sdk.ParseException e) {
            throw refused("it is not a JSON object");
        }
        if (!id.getValue().equals(json.get("client_id"))) {
            throw refused("its client_id is not its URL");
        }
        if (!(json.get("client_name") instanceof String name) || name.isBlank()) {
            throw refused("its client_name is missing");
        }
        if (json.containsKey("client_secret") || json.containsKey("client_secret_expires_at")) {
            throw refused("it has a client_secret, which is none, as everybody can read it");
        }
        ClientMetadata metadata = ClientMetadata.parse(json);
        if (metadata.getTokenEndpointAuthMethod() == null) {
            metadata.setTokenEndpointAuthMethod(ClientAuthenticationMethod.NONE);
        }
        metadata.applyDefaults();
        if (!metadata.getTokenEndpointAuthMethod().equals(ClientAuthenticationMethod.NONE)) {
            throw refused("this server supports only token_endpoint_auth_method none for such clients");
        }
        ClientRules.check(metadata);
        return new ClientInformation(id, null, metadata, null);
    }

    /** As long as its server allows (RFC 9111 section 5.2.2), but not too long. */
    private static Duration lifetime(HttpResponse<byte[]> response) {
        String cacheControl = String.join(",", response.headers().allValues("Cache-Control"));
        Duration lifetime = KEPT;
        for (String directive : cacheControl.toLowerCase(Locale.ROOT).split("\\s*,\\s*")) {
            if (directive.matches("no-store|no-cache")) {
                return Duration.ZERO;
            }
            if (directive.matches("max-age=[0-9]{1,9}")) {
                Duration allowed = Duration.ofSeconds(Long.parseLong(directive.substring("max-age=".length())));
                lifetime = allowed.compareTo(KEPT) < 0 ? allowed : KEPT;
            }
        }
        return lifetime;
    }

    private static GeneralException refused(String reason) {
        return Messages.refusal(
                OAuth2Error.INVALID_CLIENT, "The client metadata document at the client_id is refused: " + reason);
    }
}
