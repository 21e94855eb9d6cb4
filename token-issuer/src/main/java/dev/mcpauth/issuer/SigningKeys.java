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
 * {@code <kid>.public.pem}, which servers pick up. Files appear whole or not at all, the public one first.
 */
public final class SigningKeys {

    private static final String PRIVATE = ".private.pem";
    private static final String PUBLIC = ".public.pem";

    private final Path folder;

    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    /** The key that signs now: the newest. */
    public Optional<SigningKey> current() {
        for (int tries = 0; tries < 10; tries++) {
            for (Path file : privateFiles()) {
                Optional<SigningKey> key = read(file);
                if (key.isPresent()) {
                    return key;
                }
            }
            // There are none, or all have been retired since they were listed; then there are others by now.
        }
        return Optional.empty();
    }

    /** The key that signs now, or else a new one. Its public half is there as well, for servers to verify with. */
    public SigningKey currentOrNew() {
        Optional<SigningKey> current = current();
        current.filter(key -> !Files.exists(folder.resolve(key.kid() + PUBLIC))).ifPresent(this::writePublic);
        return current.orElseGet(this::add);
    }

    /** Makes a key that signs from now on; its predecessors can be verified with still, but sign no more. */
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
        writePublic(key);
        write(key.kid() + PRIVATE, key.privatePem(), "rw-------");
        return key;
    }

    private void writePublic(SigningKey key) {
        write(key.kid() + PUBLIC, key.publicPem(), "rw-r--r--");
    }

    private void write(String name, String text, String permissions) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, ".key", ".tmp"); // its owner's alone from the first moment
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

    /** Empty if the file has gone. */
    private static Optional<SigningKey> read(Path file) {
        try {
            return Optional.of(SigningKey.fromPem(Files.readString(file)));
        } catch (NoSuchFileException retired) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file.getFileName() + " cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file.getFileName() + " cannot be used: " + e.getMessage());
        }
    }
}
