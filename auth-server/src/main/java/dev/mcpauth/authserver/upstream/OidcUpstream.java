package dev.mcpauth.authserver.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.AuthorizedParty;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.mcpauth.authserver.http.Parameters;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Any OpenID provider, found by its issuer (OpenID Connect Core, section 3.1; OpenID Connect Discovery, section 4). The ID token
 * says who the user is; the access token is never read.
 */
final class OidcUpstream implements Upstream {

    private static final Duration METADATA_AGE = Duration.ofHours(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** What the metadata of the provider says, and what is built from it. */
    private record Provider(URI authorization, URI token, boolean sendsIssuer, IDTokenValidator idTokens) {}

    private final Issuer issuer;
    private final ClientID clientId;
    private final ClientSecretBasic authentication;
    private final JWSAlgorithm algorithm;
    private final URI callback;
    private final Clock clock;
    private final UpstreamHttp http = new UpstreamHttp();

    private final ReentrantLock looking = new ReentrantLock();
    private volatile Provider provider;
    private volatile Instant nextLook = Instant.MIN;
    private volatile UpstreamException failure =
            UpstreamException.unavailable("the metadata is being fetched", "for the first time");

    /**
     * @param algorithm the only {@code alg} of ID tokens: a token must not choose how it is verified
     * @param callback where the browser comes back
     */
    OidcUpstream(URI issuer, String clientId, String secret, JWSAlgorithm algorithm, URI callback, Clock clock) {
        this.issuer = new Issuer(issuer);
        this.clientId = new ClientID(clientId);
        this.authentication = new ClientSecretBasic(this.clientId, new Secret(secret));
        this.algorithm = algorithm;
        this.callback = callback;
        this.clock = clock;
    }

    @Override
    public String name() {
        return URI.create(issuer.getValue()).getAuthority();
    }

    @Override
    public URI authorizationRequest(Attempt attempt) throws UpstreamException {
        return new AuthenticationRequest.Builder(ResponseType.CODE, new Scope("openid", "profile"), clientId, callback)
                .endpointURI(provider().authorization())
                .state(new State(attempt.state()))
                .nonce(attempt.nonce())
                .codeChallenge(attempt.verifier(), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Checks the issuer first: without it, not even an error in the response can be trusted (RFC 9207 section 2.4). */
    @Override
    public Identity identify(Attempt attempt, Parameters response) throws UpstreamException {
        Provider known = provider();
        AuthorizationResponses.requireIssuer(response, issuer.getValue(), known.sendsIssuer());
        String code = AuthorizationResponses.code(response);
        AuthorizationCodeGrant grant =
                new AuthorizationCodeGrant(new AuthorizationCode(code), callback, attempt.verifier());
        try {
            IDTokenClaimsSet claims = known.idTokens().validate(redeem(known, grant), attempt.nonce());
            requireAuthorizedParty(claims);
            return Identity.of(claims.getSubject().getValue(), claims.getStringClaim("preferred_username"));
        } catch (BadJWTException e) {
            throw UpstreamException.refused("the claims of the ID token are not valid", e.getMessage());
        } catch (BadJOSEException e) {
            throw UpstreamException.refused("the signature of the ID token is not valid", e.getMessage());
        } catch (JOSEException e) {
            throw UpstreamException.unavailable("the key set of the provider cannot be fetched", e.getMessage());
        }
    }

    /** The SDK does not check this (OpenID Connect Core, section 3.1.3.7, points 4 and 5). */
    private void requireAuthorizedParty(IDTokenClaimsSet claims) throws BadJWTException {
        AuthorizedParty party = claims.getAuthorizedParty();
        boolean ours = party == null
                ? claims.getAudience().size() == 1
                : party.getValue().equals(clientId.getValue());
        if (!ours) {
            throw new BadJWTException("azp is missing, or is another client");
        }
    }

    /** @return the ID token; whatever else the provider has sent is forgotten */
    private JWT redeem(Provider known, AuthorizationCodeGrant grant) throws UpstreamException {
        try {
            HTTPResponse response = new TokenRequest(known.token(), authentication, grant, null)
                    .toHTTPRequest()
                    .send(http);
            if (response.getStatusCode() >= 500) {
                throw UpstreamException.unavailable("the token endpoint fails", "status " + response.getStatusCode());
            }
            TokenResponse tokens = OIDCTokenResponseParser.parse(response);
            if (!tokens.indicatesSuccess()) {
                String error =
                        String.valueOf(tokens.toErrorResponse().getErrorObject().getCode());
                throw UpstreamException.refused("the token endpoint responds with an error", error);
            }
            JWT idToken = ((OIDCTokenResponse) tokens.toSuccessResponse())
                    .getOIDCTokens()
                    .getIDToken();
            if (idToken == null) {
                throw UpstreamException.refused("the response of the token endpoint is incomplete", "without id_token");
            }
            return idToken;
        } catch (IOException e) {
            throw UpstreamException.unavailable("the token endpoint does not respond", e.getMessage());
        } catch (ParseException quotesTheResponse) {
            throw UpstreamException.refused("the response of the token endpoint is malformed", "not a token response");
        }
    }

    /**
     * What is known about the provider, even if a new lookup fails. One thread does the lookup. The others do not wait, because
     * a provider that hangs must not stop them.
     */
    private Provider provider() throws UpstreamException {
        if (!clock.instant().isBefore(nextLook) && looking.tryLock()) {
            try {
                look();
            } finally {
                looking.unlock();
            }
        }
        Provider known = provider;
        if (known == null) {
            throw failure;
        }
        return known;
    }

    private void look() {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return; // another thread has just finished
        }
        try {
            provider = discover();
            nextLook = now.plus(METADATA_AGE);
        } catch (UpstreamException e) {
            failure = e;
            nextLook = now.plus(RETRY_AFTER);
        }
    }

    private Provider discover() throws UpstreamException {
        URI url = URI.create(issuer.getValue().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        try {
            AuthorizationServerMetadata metadata = AuthorizationServerMetadata.parse(
                    http.retrieveResource(url.toURL()).getContent());
            if (!issuer.equals(metadata.getIssuer())) { // OpenID Connect Discovery, section 4.3
                throw UpstreamException.refused(
                        "the metadata is that of another issuer", String.valueOf(metadata.getIssuer()));
            }
            return new Provider(
                    acceptable(metadata.getAuthorizationEndpointURI()),
                    acceptable(metadata.getTokenEndpointURI()),
                    metadata.supportsAuthorizationResponseIssuerParam(),
                    new IDTokenValidator(issuer, clientId, keySelector(acceptable(metadata.getJWKSetURI())), null));
        } catch (IOException e) {
            throw UpstreamException.unavailable("the metadata cannot be fetched", e.getMessage());
        } catch (ParseException e) {
            throw UpstreamException.refused("the metadata is malformed", e.getMessage());
        }
    }

    private JWSVerificationKeySelector<SecurityContext> keySelector(URI keys) throws MalformedURLException {
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys.toURL(), http)
                .refreshAheadCache(false)
                .build();
        return new JWSVerificationKeySelector<>(algorithm, source);
    }

    /** A provider with https must not send passwords, codes or this server's secret to http. */
    private URI acceptable(URI endpoint) throws UpstreamException {
        if (endpoint == null
                || !LimitedHttpClient.isProtected(endpoint)
                || !issuer.getValue().startsWith(endpoint.getScheme() + ":")) {
            throw UpstreamException.refused(
                    "an endpoint in the metadata is missing, or has no https", String.valueOf(endpoint));
        }
        return endpoint;
    }
}
