package dev.mcpauth.jwks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code *.public.pem} files of a folder. A lookup reads them again if the last scan is more than a second old. A
 * lookup that does not find its key also reads them again if a file has been added or removed since. Nothing runs in
 * the background.
 */
public final class KeyFolder implements KeySource {

    private static final String FILES = "*.public.pem";
    private static final long MAX_BYTES = 64 * 1024;
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);

    /**
     * What was in the folder.
     *
     * @param changed when a file was last added or removed
     * @param ignored the files without a usable key
     */
    private record Snapshot(Instant read, FileTime changed, List<JsonWebKey> keys, Set<Path> ignored) {}

    private final Path folder;
    private final Clock clock;
    private volatile Snapshot snapshot = new Snapshot(Instant.MIN, FileTime.fromMillis(0), List.of(), Set.of());

    private KeyFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** @throws UnusableKeyException if the folder has no key, or a file without a usable key */
    public static KeyFolder open(Path folder, Clock clock) {
        KeyFolder keys = new KeyFolder(folder, clock);
        if (Files.isDirectory(folder)) {
            keys.snapshot = keys.read((file, e) -> {
                throw new UnusableKeyException(
                        file.getFileName() + " cannot be used: " + e.getMessage() + HOW_TO_CREATE);
            });
        }
        if (keys.snapshot.keys().isEmpty()) {
            throw new UnusableKeyException("there is no " + FILES + HOW_TO_CREATE);
        }
        return keys;
    }

    @Override
    public List<JsonWebKey> all() {
        return latest(current()).keys();
    }

    @Override
    public Optional<JsonWebKey> find(Optional<String> kid) {
        Snapshot current = current();
        Optional<JsonWebKey> key = JsonWebKey.find(current.keys(), kid);
        return key.isPresent() ? key : JsonWebKey.find(latest(current).keys(), kid); // a new key must work at once
    }

    private Snapshot latest(Snapshot current) {
        return changed().equals(current.changed()) ? current : readAgain(current);
    }

    private Snapshot current() {
        Snapshot current = snapshot;
        Duration age = Duration.between(current.read(), clock.instant());
        boolean old = age.isNegative() || age.compareTo(MAX_AGE) >= 0; // negative: the clock was set back
        return old ? readAgain(current) : current;
    }

    private synchronized Snapshot readAgain(Snapshot old) {
        if (snapshot == old) { // otherwise, another thread has just read the folder
            snapshot = read((file, e) -> {
                if (!old.ignored().contains(file)) {
                    LOG.warn("Ignoring {}: {}", file.getFileName(), e.getMessage());
                }
            });
        }
        return snapshot;
    }

    private Snapshot read(Problems problems) {
        FileTime changed = changed();
        TreeMap<String, JsonWebKey> keys = new TreeMap<>();
        Set<Path> ignored = new HashSet<>();
        try (var files = Files.newDirectoryStream(folder, FILES)) {
            for (Path file : files) {
                try {
                    JsonWebKey key = key(file);
                    keys.put(key.kid(), key);
                } catch (UnusableKeyException e) {
                    problems.report(file, e);
                    ignored.add(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return new Snapshot(clock.instant(), changed, List.copyOf(keys.values()), ignored);
    }

    /** What to do about a file without a usable key. */
    private interface Problems {
        void report(Path file, UnusableKeyException e);
    }

    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonWebKey key(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                throw new UnusableKeyException("it is not a file, or it is too long for a key");
            }
            return JsonWebKey.of(PublicKeyPem.parse(Files.readString(file)));
        } catch (IOException e) {
            throw new UnusableKeyException("it cannot be read as text");
        }
    }
}
