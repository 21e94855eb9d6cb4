package dev.mcpauth.jwks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.MovableClock;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeySourceTest {

    private final KeyFixture files = KeyFixture.empty();
    private final MovableClock clock = new MovableClock();

    private KeySource folder() {
        return KeySource.from(
                new Environment(Map.of("MCP_KEYS_DIR", files.folder().toString())), clock);
    }

    private static String messageOf(Map<String, String> variables) {
        return assertThrows(
                        InvalidSettingException.class,
                        () -> KeySource.from(new Environment(variables), Clock.systemUTC()))
                .getMessage();
    }

    private String messageOfFolder() {
        return messageOf(Map.of("MCP_KEYS_DIR", files.folder().toString()));
    }

    /** The key and the thumbprint of RFC 7638 section 3.1. */
    @Test
    void computesTheKidAsAThumbprint() throws GeneralSecurityException {
        String n =
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
                        + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9"
                        + "c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw"
                        + "0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        new BigInteger(1, Base64.getUrlDecoder().decode(n)), BigInteger.valueOf(65537)));
        JsonWebKey jwk = JsonWebKey.of(key);
        assertEquals("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", jwk.kid());
        assertEquals(n, jwk.n());
        assertEquals("AQAB", jwk.e());
        assertEquals(2048, jwk.bits());
    }

    @Test
    void readsOneKeyFromTheEnvironment() {
        KeyPair pair = KeyFixture.generate(2048);
        String onOneLine = KeyFixture.pem(pair).replace("\n", "\\n");
        KeySource keys = KeySource.from(new Environment(Map.of("MCP_PUBLIC_KEY", onOneLine)), clock);
        assertEquals(KeyFixture.kid(pair), keys.all().get(0).kid());
        assertTrue(keys.find(Optional.of(KeyFixture.kid(pair))).isPresent());
        assertTrue(keys.find(Optional.empty()).isPresent());
        assertFalse(keys.find(Optional.of("unknown")).isPresent());
    }

    @Test
    void doesNotQuoteAnUnusableKeyFromTheEnvironment() {
        String secret = KeyFixture.privatePem(KeyFixture.generate(2048));
        assertEquals(
                "MCP_PUBLIC_KEY must be an RSA public key in PEM, but it holds a private key, and a server that only"
                        + " verifies must not have one (to create a key pair, run scripts/token.sh keys generate)",
                messageOf(Map.of("MCP_PUBLIC_KEY", secret)));
        assertEquals(
                "MCP_PUBLIC_KEY must be an RSA public key in PEM, but it does not hold one PEM block named PUBLIC KEY"
                        + " (to create a key pair, run scripts/token.sh keys generate)",
                messageOf(Map.of("MCP_PUBLIC_KEY", "hello")));
    }

    @Test
    void refusesToStartWithoutAKeyAndSaysWhatToRun() {
        assertTrue(messageOfFolder().contains("scripts/token.sh keys generate"), messageOfFolder());
        String nowhere = files.folder().resolve("nowhere").toString();
        String message = messageOf(Map.of("MCP_KEYS_DIR", nowhere));
        assertTrue(message.contains("scripts/token.sh keys generate") && message.contains(nowhere), message);
    }

    @Test
    void refusesToStartWithAnUnusableFileAndNamesIt() throws GeneralSecurityException {
        files.add("good.public.pem");
        files.write("bad.public.pem", "hello");
        assertTrue(messageOfFolder().contains("bad.public.pem cannot be used: it does not hold one PEM block"));
        files.write("bad.public.pem", KeyFixture.privatePem(KeyFixture.generate(2048)));
        assertTrue(messageOfFolder().contains("bad.public.pem cannot be used: it holds a private key"));
        files.write("bad.public.pem", KeyFixture.pem(KeyFixture.generate(1024)));
        assertTrue(messageOfFolder().contains("its 1024 bits are too few"));
        assertTrue(messageOfFolder().endsWith("(to create a key pair, run scripts/token.sh keys generate)"));
        files.write(
                "bad.public.pem",
                KeyFixture.pem(KeyPairGenerator.getInstance("EC").generateKeyPair()));
        assertTrue(messageOfFolder().contains("it does not hold an RSA key"));
    }

    @Test
    void ignoresPrivateKeysInTheFolder() {
        KeyPair pair = files.add("a.public.pem");
        files.write("a.private.pem", "anything");
        assertEquals(
                Optional.of(KeyFixture.kid(pair)),
                folder().find(Optional.empty()).map(JsonWebKey::kid));
    }

    @Test
    void findsAKeyWithoutAKidOnlyIfThereIsExactlyOne() {
        files.add("a.public.pem");
        KeySource keys = folder();
        assertTrue(keys.find(Optional.empty()).isPresent());
        files.add("b.public.pem");
        clock.move(Duration.ofSeconds(1));
        assertFalse(keys.find(Optional.empty()).isPresent());
    }

    @Test
    void findsANewKeyAtOnceAndDropsARemovedKeyWithinTwoSeconds() {
        files.add("a.public.pem");
        KeySource keys = folder();
        String added = KeyFixture.kid(files.add("b.public.pem"));
        assertTrue(keys.find(Optional.of(added)).isPresent());
        files.remove("b.public.pem");
        clock.move(Duration.ofSeconds(1));
        assertFalse(keys.find(Optional.of(added)).isPresent());
    }

    @Test
    void ignoresAHalfWrittenFile() {
        String kid = KeyFixture.kid(files.add("a.public.pem"));
        KeySource keys = folder();
        for (String half : List.of("A", "AAAA=", "", " ".repeat(60_000), "*")) {
            files.write("b.public.pem", "-----BEGIN PUBLIC KEY-----" + half + "-----END PUBLIC KEY-----");
            assertEquals(1, keys.all().size(), half);
        }
        files.write("b.public.pem", "-----BEGIN PUBLIC KEY-----" + " ".repeat(60_000));
        assertEquals(1, keys.all().size());
        files.write("b.public.pem", "A".repeat(100_000));
        assertEquals(kid, keys.all().get(0).kid());
    }

    @Test
    void ignoresDirectoriesAndBrokenLinks() throws Exception {
        KeyPair pair = files.add("a.public.pem");
        KeySource keys = folder();
        Path loop = files.folder().resolve("loop.public.pem");
        Files.createSymbolicLink(loop, loop.getFileName());
        Path directory = Files.createDirectory(files.folder().resolve("directory.public.pem"));
        assertEquals(1, keys.all().size());
        files.remove("a.public.pem");
        clock.move(Duration.ofSeconds(1));
        assertFalse(keys.find(Optional.of(KeyFixture.kid(pair))).isPresent(), "a removed key must stop working");
        Files.delete(loop);
        Files.delete(directory);
    }

    @Test
    void dropsAKeyWhoseFileBecomesUnusable() {
        String kid = KeyFixture.kid(files.add("a.public.pem"));
        KeySource keys = folder();
        files.write("a.public.pem", "half a k");
        assertTrue(keys.find(Optional.of(kid)).isPresent(), "the files are read at most once a second");
        clock.move(Duration.ofSeconds(1));
        assertFalse(keys.find(Optional.of(kid)).isPresent());
        assertTrue(keys.all().isEmpty());
    }

    @Test
    void failsIfTheFolderIsGone() {
        files.add("a.public.pem");
        KeySource keys = folder();
        files.remove("a.public.pem");
        assertTrue(files.folder().toFile().delete());
        assertThrows(UncheckedIOException.class, () -> keys.find(Optional.of("any")));
        clock.move(Duration.ofSeconds(1));
        assertThrows(UncheckedIOException.class, keys::all);
    }
}
