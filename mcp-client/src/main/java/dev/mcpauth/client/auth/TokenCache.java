package dev.mcpauth.client.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps credentials between two commands: one file for each MCP server, in a folder that only its owner can use. The files
 * protect tokens from other users of the machine, not from other programs of the same user.
 */
public final class TokenCache {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** File locks are between processes; these are between the threads of this one. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;

    public TokenCache(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** {@code MCP_CLIENT_HOME}, else where the operating system keeps the state of programs. */
    public static TokenCache ofUser(Map<String, String> environment) {
        String home = environment.getOrDefault("MCP_CLIENT_HOME", "");
        if (!home.isEmpty()) {
            return new TokenCache(Path.of(home));
        }
        String windows = environment.getOrDefault("LOCALAPPDATA", "");
        if (!POSIX && !windows.isEmpty()) {
            return new TokenCache(Path.of(windows, "mcp-client"));
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        return new TokenCache(base.resolve("mcp-client"));
    }

    /**
     * The credentials for a server.
     *
     * @throws Failure if others can read the file, or if it is damaged
     */
    public Optional<Credentials> load(URI server) {
        return read(file(server, ".json"));
    }

    public List<Credentials> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Credentials> all = new ArrayList<>();
            files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .forEach(file -> read(file).ifPresent(all::add));
            return all;
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Replaces the file at once: a reader sees the old credentials or the new ones, never half of them. */
    public void save(Credentials credentials) {
        prepare();
        Path file = file(credentials.server(), ".json");
        Path next = null;
        try {
            next = Files.createTempFile(folder, "next", ".tmp", privately("rw-------"));
            Files.writeString(next, Json.write(credentials.toJson()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(next);
            throw unusable(file, e);
        }
    }

    public void delete(URI server) {
        delete(file(server, ".json"));
    }

    /** Runs an action that no other process and no other thread runs at the same time for this server. */
    public <T> T locked(URI server, Supplier<T> action) {
        prepare();
        Path file = file(server, ".lock");
        ReentrantLock threads = LOCKS.computeIfAbsent(file, path -> new ReentrantLock());
        threads.lock();
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), privately("rw-------"))) {
            channel.lock(); // until the channel is closed
            return action.get();
        } catch (IOException e) {
            throw unusable(file, e);
        } finally {
            threads.unlock();
        }
    }

    private Optional<Credentials> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            requirePrivate(folder, "700");
            requirePrivate(file, "600");
            JsonNode json = Json.parse(Files.readString(file)).orElseThrow();
            return Optional.of(Credentials.of(json));
        } catch (NoSuchFileException deletedMeanwhile) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException damaged) {
            throw new Failure(
                    ExitCode.SIGN_IN, "The file " + file + " is damaged. Delete it, and sign in again.", damaged);
        }
    }

    private void prepare() {
        try {
            if (!Files.isDirectory(folder)) {
                if (folder.getParent() != null) {
                    Files.createDirectories(folder.getParent());
                }
                Files.createDirectories(folder, privately("rwx------"));
            }
            requirePrivate(folder, "700");
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static void requirePrivate(Path path, String mode) throws IOException {
        if (POSIX && !OWNER.containsAll(Files.getPosixFilePermissions(path))) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Other users of this machine can use " + path + ", so its tokens may be stolen. Run chmod " + mode
                            + " " + path + "; if you do not trust these users, also run logout.");
        }
    }

    private static FileAttribute<?>[] privately(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The name is a hash, because a URL has characters that file names cannot have. */
    private Path file(URI server, String extension) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(server.toString().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + extension);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    private static Failure unusable(Path path, IOException e) {
        return new Failure(
                ExitCode.USAGE,
                "Cannot use " + path + " (" + e.getClass().getSimpleName() + "). MCP_CLIENT_HOME names another folder.",
                e);
    }
}
