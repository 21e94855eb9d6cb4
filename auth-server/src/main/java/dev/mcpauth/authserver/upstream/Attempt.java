package dev.mcpauth.authserver.upstream;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import dev.mcpauth.authserver.shared.Secrets;

/**
 * The random values of one sign-in with the provider. Each value is bound to a part of this sign-in: {@code state} to the response
 * in the browser (RFC 6749 section 10.12), the nonce to the ID token (OpenID Connect Core, section 3.1.2.1), and the code
 * verifier to the authorization code (RFC 7636).
 */
record Attempt(String state, Nonce nonce, CodeVerifier verifier) {

    static Attempt next() {
        return new Attempt(Secrets.next(), new Nonce(Secrets.next()), new CodeVerifier());
    }
}
