package dev.mcpauth.jwks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Reads a public key from PEM text (RFC 7468 section 13). */
public final class PublicKeyPem {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private PublicKeyPem() {}

    /** @throws UnusableKeyException if the text is not exactly one RSA public key of sufficient length */
    public static RSAPublicKey parse(String pem) {
        if (pem.contains("PRIVATE KEY-----")) {
            throw new UnusableKeyException("it holds a private key, and a server that only verifies must not have one");
        }
        String text = pem.strip();
        boolean overlap = text.length() < BEGIN.length() + END.length();
        if (overlap || !text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new UnusableKeyException("it does not hold one PEM block named PUBLIC KEY");
        }
        RSAPublicKey key = decode(text.substring(BEGIN.length(), text.length() - END.length()));
        int bits = key.getModulus().bitLength();
        if (bits < JsonWebKey.MIN_BITS) {
            throw new UnusableKeyException(
                    "its " + bits + " bits are too few; RS256 needs at least " + JsonWebKey.MIN_BITS);
        }
        return key;
    }

    private static RSAPublicKey decode(String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException notRsa) {
            throw new UnusableKeyException("it does not hold an RSA key");
        }
    }
}
