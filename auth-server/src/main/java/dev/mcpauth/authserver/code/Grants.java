package dev.mcpauth.authserver.code;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.shared.BoundedStore;
import dev.mcpauth.authserver.shared.Grant;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.Secrets;
import dev.mcpauth.authserver.shared.UnavailableException;
import dev.mcpauth.authserver.tokens.AccessTokens;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * What users have granted to clients. A grant has one valid credential at a time: first an authorization code, then one refresh
 * token after the other. Each works once. If a used one is presented again, either the client or the presenter is a thief, and
 * the server cannot know which: it revokes the grant (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2).
 *
 * <p>The access token is signed before anything changes. So if signing fails, the client can use its credential again.
 */
public final class Grants {

    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    private static final Duration REFRESH_TOKEN_LIFETIME = Duration.ofHours(24);
    private static final BoundedStore.Limits LIMITS = new BoundedStore.Limits(20_000, 20 << 20, Integer.MAX_VALUE);
    private static final String ANY =
            ""; // no limit per address: each grant comes from a page or a device, which have one

    private record Code(Grant grant, String credential, CodeRequest request) {}

    private record Refresh(Grant grant, String credential) {}

    private final AccessTokens accessTokens;
    private final Clock clock;
    private final BoundedStore<Code> codes;
    private final BoundedStore<Refresh> refreshTokens;

    public Grants(AccessTokens accessTokens, Clock clock) {
        this.accessTokens = accessTokens;
        this.clock = clock;
        this.codes = new BoundedStore<>("authorization codes", clock, CODE_LIFETIME, LIMITS);
        this.refreshTokens = new BoundedStore<>("refresh tokens", clock, REFRESH_TOKEN_LIFETIME, LIMITS);
    }

    /** Begins a grant with an authorization code. */
    synchronized String begin(Grant grant, CodeRequest request) throws UnavailableException {
        String id = Secrets.next();
        String code = credential(id);
        long characters = code.length()
                + grant.clientId().length()
                + request.redirectUri().length();
        codes.put(id, new Code(grant, code, request), characters, ANY);
        return code;
    }

    /** Begins a grant with an access token and, if the client uses them, a refresh token. */
    public synchronized AccessTokenResponse begin(Client client, Grant grant) throws UnavailableException {
        return tokens(client, Secrets.next(), grant, grant.scope());
    }

    /** @throws GeneralException {@code invalid_grant} (RFC 6749 section 5.2, RFC 7636 section 4.6) */
    synchronized AccessTokenResponse redeem(Client client, AuthorizationCodeGrant presented) throws GeneralException {
        String credential = presented.getAuthorizationCode().getValue();
        String id = id(credential);
        Optional<Code> code = codes.find(id);
        if (code.isEmpty()) {
            throw used(client, id);
        }
        requireClient(client, code.get().grant());
        boolean good = Secrets.equal(code.get().credential(), credential)
                && code.get().request().hasRedirectUri(presented.getRedirectionURI())
                && code.get().request().isAnsweredBy(presented.getCodeVerifier());
        if (!good) {
            codes.remove(id);
            throw invalid(
                    "redirect_uri or code_verifier does not match the authorization request; the code is revoked");
        }
        Grant grant = code.get().grant();
        AccessTokenResponse response = tokens(client, id, grant, grant.scope());
        codes.remove(id);
        return response;
    }

    /**
     * @param requested the scopes for the new access token; {@code null} for all granted scopes. The grant keeps its scopes
     *     (RFC 6749 section 6)
     * @throws GeneralException {@code invalid_grant}, or {@code invalid_scope} if the client wants more than it was granted
     */
    public synchronized AccessTokenResponse redeem(Client client, RefreshToken presented, Scope requested)
            throws GeneralException {
        String credential = presented.getValue();
        String id = id(credential);
        Optional<Code> code = codes.find(id);
        if (code.isPresent()) {
            requireClient(client, code.get().grant());
            codes.remove(id);
            throw invalid("it is an authorization code, not a refresh token; the code is revoked");
        }
        Optional<Refresh> refresh = refreshTokens.find(id);
        if (refresh.isEmpty() || !Secrets.equal(refresh.get().credential(), credential)) {
            throw used(client, id);
        }
        Grant grant = refresh.get().grant();
        requireClient(client, grant);
        if (!clock.instant().isBefore(grant.until())) {
            refreshTokens.remove(id);
            throw invalid("the user has to sign in again");
        }
        if (requested != null && !grant.scope().containsAll(requested)) {
            throw OAuthErrors.refusal(OAuth2Error.INVALID_SCOPE, "Only " + grant.scope() + " was granted");
        }
        boolean narrower = requested != null && !requested.isEmpty();
        return tokens(client, id, grant, narrower ? requested : grant.scope());
    }

    /**
     * Revokes a grant, if there is one with this credential.
     *
     * @throws GeneralException {@code invalid_grant} if the credential was issued to another client
     */
    public synchronized void revoke(Client client, String credential) throws GeneralException {
        String id = id(credential);
        Optional<Grant> grant =
                codes.find(id).map(Code::grant).or(() -> refreshTokens.find(id).map(Refresh::grant));
        if (grant.isPresent()) {
            requireClient(client, grant.get());
            codes.remove(id);
            refreshTokens.remove(id);
        }
    }

    /** Signs first; only then does the next refresh token replace the credential that was presented. */
    private AccessTokenResponse tokens(Client client, String id, Grant grant, Scope scope) throws UnavailableException {
        BearerAccessToken accessToken = accessTokens.issue(grant.user(), client.id(), scope);
        if (!client.grantTypes().contains(GrantType.REFRESH_TOKEN)) {
            return AccessTokens.response(accessToken, null);
        }
        String next = credential(id);
        refreshTokens.put(
                id, new Refresh(grant, next), next.length() + grant.clientId().length(), ANY);
        return AccessTokens.response(accessToken, new RefreshToken(next));
    }

    /** The error for a credential that is not valid; if it was valid once, the grant is revoked. */
    private GeneralException used(Client client, String id) throws GeneralException {
        Optional<Refresh> refresh = refreshTokens.find(id);
        if (refresh.isEmpty()) {
            return invalid("it is unknown, used, expired or revoked");
        }
        requireClient(client, refresh.get().grant());
        refreshTokens.remove(id);
        return invalid("it was used before; the grant is revoked");
    }

    private static void requireClient(Client client, Grant grant) throws GeneralException {
        if (!grant.clientId().equals(client.id())) {
            throw invalid("it was issued to another client");
        }
    }

    /** A credential starts with the ID of its grant, so that a used credential still leads to the grant. */
    private static String credential(String id) {
        return id + "." + Secrets.next();
    }

    private static String id(String credential) {
        return credential.split("\\.", 2)[0];
    }

    private static GeneralException invalid(String reason) {
        return OAuthErrors.refusal(OAuth2Error.INVALID_GRANT, "The code or token is invalid: " + reason);
    }
}
