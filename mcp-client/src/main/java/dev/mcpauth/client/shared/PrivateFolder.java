package dev.mcpauth.client.shared;

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
 * A folder that only its owner can use, with one file for each MCP server and kind. The files are safe from other users of the
 * machine, not from other programs of the same user.
 */
public final class PrivateFolder {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** File locks exclude other processes; these locks exclude other threads of this process. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Path folder;

    public PrivateFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** {@code MCP_CLIENT_HOME}, else where the operating system keeps the state of programs. */
    public static PrivateFolder ofUser(Map<String, String> environment) {
        String home = environment.getOrDefault("MCP_CLIENT_HOME", "");
        if (!home.isEmpty()) {
            return new PrivateFolder(Path.of(home));
        }
        String windows = environment.getOrDefault("LOCALAPPDATA", "");
        if (!POSIX && !windows.isEmpty()) {
            return new PrivateFolder(Path.of(windows, "mcp-client"));
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        return new PrivateFolder(base.resolve("mcp-client"));
    }

    /** The file of a server. Its name is a hash, because a URL has characters that file names cannot have. */
    public Path file(URI server, String extension) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(server.toString().getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 16) + extension);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The files of all servers. */
    public List<Path> files(String extension) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * The content of a file, if it exists.
     *
     * @throws Failure if others can read it
     */
    public Optional<String> read(Path file) {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            requirePrivate(folder, "700");
            requirePrivate(file, "600");
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException deletedMeanwhile) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Replaces a file at once: a reader sees the old content or the new one, never half of it. */
    public void write(Path file, String content) {
        prepare();
        Path next = null;
        try {
            next = Files.createTempFile(folder, "next", ".tmp", privately("rw-------"));
            Files.writeString(next, content);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(next);
            throw unusable(file, e);
        }
    }

    public void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** Runs an action for this server while no other process or thread runs one. */
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

    private static Failure unusable(Path path, IOException e) {
        return new Failure(
                ExitCode.USAGE,
                "Cannot use " + path + " (" + e.getClass().getSimpleName() + "). MCP_CLIENT_HOME names another folder.",
                e);
    }
}
