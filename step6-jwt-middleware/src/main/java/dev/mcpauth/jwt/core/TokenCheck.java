package dev.mcpauth.jwt.core;

/**
 * The checks of {@link TokenVerifier}, in their order. The caller of a rejected token reads the sentence; it is always the
 * same for the same check, and never quotes the token.
 */
public enum TokenCheck implements Check {
    WELL_FORMED("it is a canonically encoded JWT", "The token is not a well-formed JWT"),
    ALGORITHM("alg is the one that this server accepts", "The token is not signed with an accepted algorithm"),
    NO_CRITICAL_HEADER("there is no crit header", "The token demands an extension that is not supported"),
    TYPE("typ is that of an access token", "The token has the wrong typ for an access token"),
    KNOWN_KEY("kid names a key of the issuer", "The token is not signed with a known key"),
    SIGNATURE("the signature was made with this key", "The signature of the token is wrong"),
    ISSUER("iss is the issuer that this server trusts", "The token is from another issuer"),
    AUDIENCE("aud contains this server", "The token is for another server"),
    HAS_EXPIRY("exp is present", "The token never expires"),
    NOT_EXPIRED("exp is in the future", "The token has expired"),
    ALREADY_VALID("nbf and iat are in the past", "The token is not valid yet"),
    SUBJECT("sub names the user", "The token does not name its subject"),
    ACCESS_TOKEN("token_type, if present, is access", "The token is not an access token"),
    CLIENT("the client may use this server", "The token was issued to a client that may not use this server");

    private final String rule;
    private final String sentence;

    TokenCheck(String rule, String sentence) {
        this.rule = rule;
        this.sentence = sentence;
    }

    @Override
    public String rule() {
        return rule;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
