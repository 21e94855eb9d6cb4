package dev.mcpauth.issuer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The folder of keys from the signing side: {@code <kid>.private.pem}, which only its owner may read, beside
 * {@code <kid>.public.pem}, which servers read. Files appear complete or not at all, the public file first. A key whose
 * public file has been deleted is withdrawn, and signs no more.
 */
public final class SigningKeys {

    private static final String PRIVATE = ".private.pem";
    private static final String PUBLIC = ".public.pem";

    private final Path folder;

    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    /** The key that signs now: the newest one that is not withdrawn. */
    public Optional<SigningKey> current() {
        for (int tries = 0; tries < 10; tries++) {
            for (Path file : privateFiles()) {
                Optional<SigningKey> key = read(file);
                if (key.isPresent()) {
                    return key;
                }
            }
            // There is no key, or all were retired since they were listed, and there are new ones by now.
        }
        return Optional.empty();
    }

    /** The key that signs now, else a new key. */
    public SigningKey currentOrNew() {
        return current().orElseGet(this::add);
    }

    /** Creates a key that signs from now on. Its predecessors sign no more, but their tokens stay valid. */
    public SigningKey rotate() {
        List<Path> retired = privateFiles();
        SigningKey key = add();
        for (Path file : retired) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException("The retired key " + file.getFileName() + " cannot be deleted", e);
            }
        }
        return key;
    }

    private SigningKey add() {
        SigningKey key = SigningKey.generate();
        write(key.kid() + PUBLIC, key.publicPem(), "rw-r--r--");
        write(key.kid() + PRIVATE, key.privatePem(), "rw-------");
        return key;
    }

    private void write(String name, String text, String permissions) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, ".key", ".tmp"); // only its owner can read it from the start
            try {
                Files.writeString(draft, text);
                if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(permissions));
                }
                Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("No key can be written to " + folder, e);
        }
    }

    private List<Path> privateFiles() {
        List<Path> files = new ArrayList<>();
        try (var listed = Files.newDirectoryStream(folder, "*" + PRIVATE)) {
            listed.forEach(files::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new UncheckedIOException(folder + " is not a folder", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be read", e);
        }
        files.sort(Comparator.comparing(SigningKeys::modified).reversed().thenComparing(Comparator.naturalOrder()));
        return files;
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Empty if the file has been deleted, or the key is withdrawn. */
    private Optional<SigningKey> read(Path file) {
        try {
            SigningKey key = SigningKey.fromPem(Files.readString(file));
            return Files.exists(folder.resolve(key.kid() + PUBLIC)) ? Optional.of(key) : Optional.empty();
        } catch (NoSuchFileException retired) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file.getFileName() + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + " cannot be used: " + e.getMessage());
        }
    }
}
