package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * What users have allowed clients to do. A grant has one credential at a time: an authorization code at first, then a
 * refresh token, then the next one. Each works once. If one comes again, it is in two hands, and nobody can say which of
 * them is the right one: the grant ends (RFC 6749 section 4.1.2, RFC 9700 section 4.14.2).
 */
final class Grants {

    static final Duration CODE_LIFETIME = Duration.ofSeconds(60);
    static final Duration REFRESH_TOKEN_LIFETIME = Duration.ofHours(24);

    /** What a user has allowed a client to do. */
    record Grant(ClientID client, String username, Scope scope) {}

    /** A grant, and the credential to come back with. */
    record Renewal(Grant grant, RefreshToken next) {}

    /**
     * @param credential the one that works now
     * @param request what the credential answers, if it is an authorization code; {@code null} for a refresh token
     */
    private record Entry(Grant grant, String credential, Instant expiresAt, AuthorizationRequest request) {}

    private final Clock clock;
    private final Cache<String, Entry> entries;

    Grants(Clock clock) {
        this.clock = clock;
        this.entries = Store.of(clock, REFRESH_TOKEN_LIFETIME);
    }

    /** Begins a grant with an authorization code. */
    synchronized AuthorizationCode begin(Grant grant, AuthorizationRequest request) {
        return new AuthorizationCode(put(Secrets.next(), grant, CODE_LIFETIME, request));
    }

    /** Begins a grant with a refresh token. */
    synchronized RefreshToken begin(Grant grant) {
        return new RefreshToken(put(Secrets.next(), grant, REFRESH_TOKEN_LIFETIME, null));
    }

    /** @throws GeneralException {@code invalid_grant} (RFC 6749 section 5.2, RFC 7636 section 4.6) */
    synchronized Renewal redeem(ClientID client, AuthorizationCodeGrant presented) throws GeneralException {
        String code = presented.getAuthorizationCode().getValue();
        Entry entry = use(client, code);
        boolean sameRequest = entry.request() != null
                && leadsTo(presented.getRedirectionURI(), entry.request())
                && solves(presented.getCodeVerifier(), entry.request());
        if (!sameRequest) {
            entries.invalidate(id(code));
            throw invalid("redirect_uri or code_verifier does not belong to the code, which cannot be used any more");
        }
        return renew(code, entry.grant());
    }

    /**
     * @param requested what the client wants now; {@code null} for all that it was granted
     * @return the grant with the scope of now; the grant itself keeps its scope (RFC 6749 section 6)
     * @throws GeneralException {@code invalid_grant}, or {@code invalid_scope} if the client wants more than it was granted
     */
    synchronized Renewal redeem(ClientID client, RefreshToken presented, Scope requested) throws GeneralException {
        Entry entry = use(client, presented.getValue());
        Grant grant = entry.grant();
        if (entry.request() != null) {
            entries.invalidate(id(presented.getValue()));
            throw invalid("this is no refresh token");
        }
        if (requested != null && !grant.scope().containsAll(requested)) {
            throw Messages.refusal(OAuth2Error.INVALID_SCOPE, "Only " + grant.scope() + " was granted");
        }
        RefreshToken next = renew(presented.getValue(), grant).next();
        boolean narrower = requested != null && !requested.isEmpty();
        return new Renewal(new Grant(client, grant.username(), narrower ? requested : grant.scope()), next);
    }

    /**
     * Ends a grant, if there is one with this credential.
     *
     * @throws GeneralException {@code invalid_grant} if it was given to another client
     */
    synchronized void revoke(ClientID client, String credential) throws GeneralException {
        Entry entry = entries.getIfPresent(id(credential));
        if (entry != null) {
            requireClient(client, entry);
            entries.invalidate(id(credential));
        }
    }

    private Entry use(ClientID client, String credential) throws GeneralException {
        Entry entry = entries.getIfPresent(id(credential));
        if (entry == null) {
            throw invalid("it is unknown, has expired, or has been revoked");
        }
        requireClient(client, entry);
        if (!Secrets.equal(entry.credential(), credential)) {
            entries.invalidate(id(credential));
            throw invalid("it has been used before; what it gave is revoked");
        }
        if (!clock.instant().isBefore(entry.expiresAt())) {
            entries.invalidate(id(credential));
            throw invalid("it has expired");
        }
        return entry;
    }

    private static void requireClient(ClientID client, Entry entry) throws GeneralException {
        if (!entry.grant().client().equals(client)) {
            throw invalid("it was given to another client");
        }
    }

    private Renewal renew(String credential, Grant grant) {
        return new Renewal(grant, new RefreshToken(put(id(credential), grant, REFRESH_TOKEN_LIFETIME, null)));
    }

    private String put(String id, Grant grant, Duration lifetime, AuthorizationRequest request) {
        String credential = id + "." + Secrets.next();
        entries.put(id, new Entry(grant, credential, clock.instant().plus(lifetime), request));
        return credential;
    }

    /** A credential starts with the name of its grant, so that a used one still leads there. */
    private static String id(String credential) {
        return credential.split("\\.", 2)[0];
    }

    /** PKCE does what naming it again was for, so it may be left out (OAuth 2.1, draft 13, section 10.2). */
    private static boolean leadsTo(URI redirectUri, AuthorizationRequest request) {
        return redirectUri == null || redirectUri.equals(request.getRedirectionURI());
    }

    private static boolean solves(CodeVerifier verifier, AuthorizationRequest request) {
        return verifier != null
                && CodeChallenge.compute(request.getCodeChallengeMethod(), verifier)
                        .equals(request.getCodeChallenge());
    }

    private static GeneralException invalid(String reason) {
        return Messages.refusal(OAuth2Error.INVALID_GRANT, "The code or token is invalid: " + reason);
    }
}
