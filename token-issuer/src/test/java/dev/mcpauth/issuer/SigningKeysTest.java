package dev.mcpauth.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.jwks.KeyFolder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of keys, as the issuer of tokens uses it. */
class SigningKeysTest {

    @TempDir
    private Path folder;

    private SigningKeys keys() {
        return new SigningKeys(folder);
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aMissingKeyIsGenerated() throws Exception {
        assertEquals(Optional.empty(), keys().current());
        String kid = keys().currentOrNew().kid();
        assertEquals(List.of(kid + ".private.pem", kid + ".public.pem"), files());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(kid + ".private.pem"))));
        assertEquals(kid, keys().currentOrNew().kid());
        assertEquals(kid, KeyFolder.open(folder, Clock.systemUTC()).all().get(0).kid());
    }

    @Test
    void rotationRetiresThePrivateKeyAndKeepsThePublicKey() throws Exception {
        String old = keys().currentOrNew().kid();
        String next = keys().rotate().kid();
        assertNotEquals(old, next);
        assertEquals(next, keys().current().orElseThrow().kid());
        assertTrue(files().contains(old + ".public.pem"));
        assertFalse(files().contains(old + ".private.pem"));
    }

    @Test
    void aWithdrawnKeyDoesNotSignAndIsNotPublishedAgain() throws Exception {
        String withdrawn = keys().currentOrNew().kid();
        Files.delete(folder.resolve(withdrawn + ".public.pem"));
        assertEquals(Optional.empty(), keys().current());
        String next = keys().currentOrNew().kid();
        assertNotEquals(withdrawn, next);
        assertFalse(files().contains(withdrawn + ".public.pem"));
    }

    @Test
    void thePublicFileMayHaveTheNameOfThePrivateFile() throws Exception {
        SigningKey key = SigningKey.generate();
        Files.writeString(folder.resolve("mine.private.pem"), key.privatePem());
        assertEquals(Optional.empty(), keys().current());
        Files.writeString(folder.resolve("mine.public.pem"), key.publicPem());
        assertEquals(key.kid(), keys().current().orElseThrow().kid());
    }

    @Test
    void anUnusableKeyIsAnErrorThatNamesTheFile() throws Exception {
        Files.writeString(folder.resolve("bad.private.pem"), "hello");
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> keys().current());
        assertEquals(
                "bad.private.pem cannot be used: it does not hold one PEM block named PRIVATE KEY", e.getMessage());
    }

    @Test
    void aFileInPlaceOfTheFolderIsAnError() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThrows(UncheckedIOException.class, () -> new SigningKeys(file).current());
    }

    @Test
    void aDanglingLinkIsIgnored() throws Exception {
        Files.createSymbolicLink(folder.resolve("x.private.pem"), Path.of("nowhere"));
        keys().currentOrNew();
    }

    @Test
    void theTextOfAKeyDoesNotContainThePrivateKey() {
        SigningKey key = SigningKey.generate();
        assertEquals("SigningKey[" + key.kid() + "]", key.toString());
    }
}
