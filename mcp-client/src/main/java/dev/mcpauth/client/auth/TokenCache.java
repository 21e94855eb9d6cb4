package dev.mcpauth.client.auth;

import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.PrivateFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps credentials between two commands, in one file for each MCP server. */
public final class TokenCache {

    private static final String EXTENSION = ".json";

    private final PrivateFolder folder;

    public TokenCache(Path folder) {
        this(new PrivateFolder(folder));
    }

    private TokenCache(PrivateFolder folder) {
        this.folder = folder;
    }

    /** The cache in the folder that {@link PrivateFolder#ofUser} describes. */
    public static TokenCache ofUser(Map<String, String> environment) {
        return new TokenCache(PrivateFolder.ofUser(environment));
    }

    /**
     * The credentials for a server.
     *
     * @throws Failure if others can read the file, or if it is damaged
     */
    public Optional<Credentials> load(URI server) {
        return read(folder.file(server, EXTENSION));
    }

    public List<Credentials> all() {
        List<Credentials> all = new ArrayList<>();
        folder.files(EXTENSION).forEach(file -> read(file).ifPresent(all::add));
        return all;
    }

    public void save(Credentials credentials) {
        folder.write(folder.file(credentials.server(), EXTENSION), Json.write(credentials.toJson()));
    }

    public void delete(URI server) {
        folder.delete(folder.file(server, EXTENSION));
    }

    /** Runs an action for this server while no other process or thread runs one. */
    public <T> T locked(URI server, Supplier<T> action) {
        return folder.locked(server, action);
    }

    private Optional<Credentials> read(Path file) {
        Optional<String> content = folder.read(file);
        try {
            return content.map(json -> Credentials.of(Json.parse(json).orElseThrow()));
        } catch (RuntimeException damaged) {
            throw new Failure(
                    ExitCode.SIGN_IN, "The file " + file + " is damaged. Delete it, and sign in again.", damaged);
        }
    }
}
