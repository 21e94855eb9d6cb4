package dev.mcpauth.jwt;

/**
 * Why a token is refused: each reason is a check, in the order in which {@link TokenVerifier} makes them. The sentence is
 * what the caller is told, always the same for the same reason; it never quotes the token.
 */
public enum Refusal {
    MALFORMED("it is a well-formed JWT", "The token is not a well-formed JWT"),
    WRONG_ALGORITHM("alg is RS256, whatever the token would like", "The token is not signed with RS256"),
    CRITICAL_HEADER("crit asks for nothing special", "The token demands an extension that is not supported"),
    WRONG_TYPE("typ is that of an access token", "The token is not of the type of an access token"),
    UNKNOWN_KEY("kid names a key of the issuer", "The token is not signed with a known key"),
    BAD_SIGNATURE("the signature is that of this key", "The signature of the token is wrong"),
    WRONG_ISSUER("iss is the issuer that this server trusts", "The token is from another issuer"),
    WRONG_AUDIENCE("aud contains this server", "The token is for another server"),
    NO_EXPIRY("exp is there", "The token never expires"),
    EXPIRED("exp is still to come", "The token has expired"),
    NOT_YET_VALID("nbf and iat have passed", "The token is not valid yet"),
    NO_SUBJECT("sub says whose it is", "The token does not say whose it is"),
    NOT_AN_ACCESS_TOKEN("token_type, if there is one, is access", "The token is not an access token"),
    WRONG_CLIENT("the client may use this server", "The token was given to a client that may not use this server");

    private final String rule;
    private final String sentence;

    Refusal(String rule, String sentence) {
        this.rule = rule;
        this.sentence = sentence;
    }

    /** What holds for a token that is not refused for this reason. */
    public String rule() {
        return rule;
    }

    /** What the caller is told. */
    public String sentence() {
        return sentence;
    }
}
