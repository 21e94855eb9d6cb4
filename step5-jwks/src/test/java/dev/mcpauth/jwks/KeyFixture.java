package dev.mcpauth.jwks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/** A folder of keys for tests. */
public final class KeyFixture {

    private final Path folder;

    private KeyFixture(Path folder) {
        this.folder = folder;
    }

    /** A new folder without keys. It is deleted when the JVM exits. */
    public static KeyFixture empty() {
        try {
            Path folder = Files.createTempDirectory("keys");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return new KeyFixture(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        for (File file : folder.toFile().listFiles()) {
            file.delete();
        }
        folder.toFile().delete();
    }

    public Path folder() {
        return folder;
    }

    /** Generates a key pair and writes the public key into the folder. */
    public KeyPair add(String name) {
        KeyPair pair = generate(2048);
        write(name, pem(pair));
        return pair;
    }

    public void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void remove(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static KeyPair generate(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String kid(KeyPair pair) {
        return JsonWebKey.of((RSAPublicKey) pair.getPublic()).kid();
    }

    public static RSAPrivateKey signer(KeyPair pair) {
        return (RSAPrivateKey) pair.getPrivate();
    }

    public static String pem(KeyPair pair) {
        return block("PUBLIC KEY", pair.getPublic().getEncoded());
    }

    public static String privatePem(KeyPair pair) {
        return block("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static String block(String name, byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + name + "-----\n" + base64 + "\n-----END " + name + "-----\n";
    }
}
