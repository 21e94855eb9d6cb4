package dev.mcpauth.jwks;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key in a text file (RFC 7468 section 13). */
public final class PublicKeyPem {

    private static final Pattern BLOCK =
            Pattern.compile("\\s*-----BEGIN PUBLIC KEY-----\\s*([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----\\s*");

    private PublicKeyPem() {}

    /** @throws UnusableKeyException if this is not one RSA public key that is long enough */
    public static RSAPublicKey parse(String pem) {
        if (pem.contains("PRIVATE KEY-----")) {
            throw new UnusableKeyException("it holds a private key, which a server that only verifies must not have");
        }
        Matcher block = BLOCK.matcher(pem);
        if (!block.matches()) {
            throw new UnusableKeyException("it does not hold one PEM block named PUBLIC KEY");
        }
        RSAPublicKey key = decode(Base64.getMimeDecoder().decode(block.group(1)));
        int bits = key.getModulus().bitLength();
        if (bits < JsonWebKey.MIN_BITS) {
            throw new UnusableKeyException(
                    "its " + bits + " bits are too few, RS256 takes " + JsonWebKey.MIN_BITS + " at least");
        }
        return key;
    }

    private static RSAPublicKey decode(byte[] encoded) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException notRsa) {
            throw new UnusableKeyException("it does not hold an RSA key");
        }
    }
}
