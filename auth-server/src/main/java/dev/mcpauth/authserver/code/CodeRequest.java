package dev.mcpauth.authserver.code;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;

/**
 * The part of an authorization request that its code stays bound to.
 *
 * @param challenge the SHA-256 hash of the client's one-time code verifier, in base64url (PKCE, RFC 7636 section 4.2)
 */
record CodeRequest(String redirectUri, String challenge) {

    /** Repeating the redirect URI is optional: PKCE does what the repetition was for (OAuth 2.1, draft 13, section 10.2). */
    boolean hasRedirectUri(URI repeated) {
        return repeated == null || repeated.toString().equals(redirectUri);
    }

    /** Whether the client that redeems the code is the client that has asked for it (RFC 7636 section 4.6). */
    boolean isAnsweredBy(CodeVerifier verifier) {
        return verifier != null
                && CodeChallenge.compute(CodeChallengeMethod.S256, verifier)
                        .getValue()
                        .equals(challenge);
    }
}
