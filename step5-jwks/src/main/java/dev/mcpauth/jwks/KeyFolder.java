package dev.mcpauth.jwks;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code *.public.pem} files of a folder, as they come and go. Nothing runs in the background: whoever asks for a key
 * has the folder looked at again, if the last look was a while ago or did not find it.
 */
public final class KeyFolder implements KeySource {

    private static final String FILES = "*.public.pem";
    private static final long MAX_BYTES = 64 * 1024;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(KeyFolder.class);

    /** What tells one state of a file from another. */
    private record State(boolean readable, FileTime modified, long size, String inode) {}

    /** A file that has been read; without a key, if it held none that can be used. */
    private record Entry(State state, Optional<JsonWebKey> key) {}

    /** What to do about a file that cannot be used. */
    private interface Problems {
        void about(Path file, String reason);
    }

    private final Path folder;
    private final Clock clock;
    private volatile Map<Path, Entry> entries = Map.of();
    private volatile Instant looked = Instant.MIN;

    private KeyFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** @throws UnusableKeyException if there is no key in the folder, or a file that cannot be used */
    public static KeyFolder open(Path folder, Clock clock) {
        KeyFolder keys = new KeyFolder(folder, clock);
        keys.look((file, reason) -> {
            throw new UnusableKeyException(
                    file.getFileName() + " cannot be used: " + reason + KeySource.HOW_TO_MAKE_ONE);
        });
        if (keys.entries.isEmpty()) {
            throw new UnusableKeyException("there is no " + FILES + KeySource.HOW_TO_MAKE_ONE);
        }
        return keys;
    }

    @Override
    public List<JsonWebKey> all() {
        lookAgain();
        return known().toList();
    }

    @Override
    public Optional<JsonWebKey> find(String kid) {
        Optional<JsonWebKey> key = lookUp(kid);
        if (key.isPresent() && hasJustLooked()) {
            return key;
        }
        lookAgain(); // a key that has just come must work at once, one that has gone must stop soon
        return lookUp(kid);
    }

    private boolean hasJustLooked() {
        Duration age = Duration.between(looked, clock.instant());
        return !age.isNegative() && age.compareTo(LOOK_AGAIN) < 0;
    }

    private Optional<JsonWebKey> lookUp(String kid) {
        List<JsonWebKey> candidates =
                known().filter(key -> kid == null || kid.equals(key.kid())).toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private Stream<JsonWebKey> known() {
        return entries.values().stream()
                .flatMap(entry -> entry.key().stream())
                .distinct()
                .sorted((a, b) -> a.kid().compareTo(b.kid()));
    }

    private void lookAgain() {
        look((file, reason) -> LOG.warn("{} is ignored: {}", file.getFileName(), reason));
    }

    /** Reads what has changed. A file that has become unusable keeps the key that it had, until it is gone. */
    private synchronized void look(Problems problems) {
        looked = clock.instant();
        Map<Path, Entry> now = new TreeMap<>();
        try (var files = Files.newDirectoryStream(folder, FILES)) {
            for (Path file : files) {
                Entry known = entries.get(file);
                State state = state(file);
                now.put(
                        file,
                        known != null && known.state().equals(state) ? known : read(file, state, known, problems));
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            now.clear(); // no folder, no keys
        } catch (IOException | DirectoryIteratorException unreadable) {
            problems.about(folder, "the folder cannot be read");
            return;
        }
        entries = now;
    }

    private static Entry read(Path file, State state, Entry known, Problems problems) {
        try {
            if (!state.readable()) {
                throw new UnusableKeyException("it is no file that can be read");
            }
            if (state.size() > MAX_BYTES) {
                throw new UnusableKeyException("it is too long for a key");
            }
            return new Entry(state, Optional.of(JsonWebKey.of(PublicKeyPem.parse(Files.readString(file)))));
        } catch (IOException unreadable) {
            problems.about(file, "it cannot be read as text");
        } catch (UnusableKeyException unusable) {
            problems.about(file, unusable.getMessage());
        }
        return new Entry(state, known == null ? Optional.empty() : known.key());
    }

    private static State state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(
                    attributes.isRegularFile(),
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    Objects.toString(attributes.fileKey()));
        } catch (IOException unreadable) {
            return new State(false, FileTime.fromMillis(0), 0, "");
        }
    }
}
