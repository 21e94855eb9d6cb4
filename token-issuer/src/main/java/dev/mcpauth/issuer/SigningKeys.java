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
 * The folder of keys as the issuer of tokens sees it: {@code <kid>.private.pem}, which only its owner may read, and
 * {@code <kid>.public.pem}, which servers verify with. Files appear complete or not at all, the public file first.
 *
 * <p>A key signs only while its public file is in the folder. To withdraw a key, delete the public file: servers then reject
 * its tokens, and the issuer uses the next newest key, or generates one.
 */
public final class SigningKeys {

    private static final String PRIVATE = ".private.pem";
    private static final String PUBLIC = ".public.pem";

    private final Path folder;

    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    /**
     * The key that signs now: the newest key that is not withdrawn.
     *
     * @throws IllegalArgumentException if a private file does not contain a usable key
     * @throws UncheckedIOException if the folder or a private file cannot be read
     */
    public Optional<SigningKey> current() {
        for (int tries = 0; tries < 10; tries++) {
            List<Path> files = privateFiles();
            boolean retired = false;
            for (Path file : files) {
                Optional<SigningKey> key = read(file);
                if (key.isPresent() && isPublished(file, key.get())) {
                    return key;
                }
                retired = retired || key.isEmpty();
            }
            if (!retired) {
                return Optional.empty();
            }
            // A key was retired while this loop looked, so there is a newer key by now.
        }
        return Optional.empty();
    }

    private boolean isPublished(Path privateFile, SigningKey key) {
        String name = privateFile.getFileName().toString();
        String sameName = name.substring(0, name.length() - PRIVATE.length()) + PUBLIC;
        return Files.exists(folder.resolve(key.kid() + PUBLIC)) || Files.exists(folder.resolve(sameName));
    }

    /** The key that signs now; if there is none, a new key. */
    public SigningKey currentOrNew() {
        return current().orElseGet(this::add);
    }

    /** Generates a key that signs from now on. Servers still verify with its predecessors, but these no longer sign. */
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
            Path draft = Files.createTempFile(folder, ".key", ".tmp"); // readable only by its owner from the start
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
            throw new UncheckedIOException("Cannot write a key to " + folder, e);
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
            throw new UncheckedIOException("Cannot read the folder " + folder, e);
        }
        files.sort(Comparator.comparing(SigningKeys::modified).reversed().thenComparing(Comparator.naturalOrder()));
        return files;
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException deleted) {
            return FileTime.fromMillis(0);
        }
    }

    /** Empty if the file no longer exists. */
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
