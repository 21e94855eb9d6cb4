package dev.mcpauth.issuer;

import dev.mcpauth.jwks.JsonWebKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** A private key that signs tokens, and its public key. */
public record SigningKey(RSAPrivateCrtKey privateKey, RSAPublicKey publicKey) {

    private static final int BITS = 2048;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    /** A new key of 2048 bits. */
    public static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return of((RSAPrivateCrtKey) generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM supports RSA", impossible);
        }
    }

    /** @throws IllegalArgumentException if this is not an RSA private key in PEM (PKCS#8, RFC 7468 section 10) */
    static SigningKey fromPem(String pem) {
        String text = pem.strip();
        boolean overlap = text.length() < BEGIN.length() + END.length();
        if (overlap || !text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw new IllegalArgumentException("it does not hold one PEM block named PRIVATE KEY");
        }
        try {
            byte[] encoded =
                    Base64.getMimeDecoder().decode(text.substring(BEGIN.length(), text.length() - END.length()));
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!(key instanceof RSAPrivateCrtKey crt) || crt.getModulus().bitLength() < JsonWebKey.MIN_BITS) {
                throw new IllegalArgumentException(
                        "it does not hold an RSA key with CRT values and at least " + JsonWebKey.MIN_BITS + " bits");
            }
            return of(crt);
        } catch (GeneralSecurityException notRsa) {
            throw new IllegalArgumentException("it does not hold an RSA key");
        }
    }

    private static SigningKey of(RSAPrivateCrtKey key) throws GeneralSecurityException {
        RSAPublicKeySpec publicKey = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return new SigningKey(key, (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(publicKey));
    }

    /** The ID of the key in the key set. */
    public String kid() {
        return JsonWebKey.of(publicKey).kid();
    }

    String privatePem() {
        return BEGIN + "\n" + base64(privateKey.getEncoded()) + "\n" + END + "\n";
    }

    public String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n" + base64(publicKey.getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    }

    /** Contains nothing of the private key. */
    @Override
    public String toString() {
        return "SigningKey[" + kid() + "]";
    }
}
