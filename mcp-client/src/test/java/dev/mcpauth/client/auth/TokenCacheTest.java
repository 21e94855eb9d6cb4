package dev.mcpauth.client.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCacheTest {

    private static final URI SERVER = URI.create("https://mcp.example/mcp");

    @TempDir
    private Path parent;

    private Path folder;
    private TokenCache cache;

    @BeforeEach
    void begin() {
        folder = parent.resolve("state").resolve("mcp-client");
        cache = new TokenCache(folder);
    }

    private static Credentials credentials(URI server, String token) {
        return new Credentials(
                server,
                "https://as.example",
                server,
                new ClientIdentity(
                        "id",
                        Optional.of("secret"),
                        ClientAuthenticationMethod.CLIENT_SECRET_POST,
                        ClientIdentity.Kind.DYNAMIC,
                        4711),
                Set.of("a"),
                new Tokens(token, Optional.of("refresh"), Optional.of(Instant.EPOCH), Optional.of(Set.of("a"))));
    }

    private Path file() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keepsEverythingForEachServer() {
        URI other = URI.create("https://mcp.example/other");
        cache.save(credentials(SERVER, "one"));
        cache.save(credentials(other, "two"));
        assertEquals(Optional.of(credentials(SERVER, "one")), cache.load(SERVER));
        assertEquals(2, cache.all().size());
        cache.delete(SERVER);
        assertEquals(Optional.empty(), cache.load(SERVER));
        assertEquals(List.of(credentials(other, "two")), cache.all());
    }

    @Test
    void onlyTheOwnerCanUseFolderAndFiles() throws Exception {
        cache.locked(SERVER, () -> {
            cache.save(credentials(SERVER, "one"));
            return null;
        });
        assertEquals("rwx------", mode(folder));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", mode(file), file.toString());
                assertFalse(file.toString().endsWith(".tmp"));
            }
        }
    }

    @Test
    void refusesAFileThatOthersCanRead() throws Exception {
        cache.save(credentials(SERVER, "one"));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        Failure failure = assertThrows(Failure.class, () -> cache.load(SERVER));
        assertTrue(failure.getMessage().contains("chmod 600 " + file()), failure.getMessage());
    }

    @Test
    void refusesAFolderThatOthersCanUse() throws Exception {
        cache.save(credentials(SERVER, "one"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThrows(Failure.class, () -> cache.load(SERVER));
        assertThrows(Failure.class, () -> cache.save(credentials(SERVER, "two")));
    }

    @Test
    void saysWhatToDoWithADamagedFile() throws Exception {
        cache.save(credentials(SERVER, "one"));
        Files.writeString(file(), "{\"server\":");
        Failure failure = assertThrows(Failure.class, () -> cache.load(SERVER));
        assertTrue(failure.getMessage().contains("is damaged. Delete it"), failure.getMessage());
    }

    @Test
    void oneThreadAtATimeHoldsTheLock() throws Exception {
        cache.save(credentials(SERVER, "0"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Object>> all = new ArrayList<>();
        Callable<Object> increment = () -> new TokenCache(folder).locked(SERVER, () -> {
            int number =
                    Integer.parseInt(cache.load(SERVER).orElseThrow().tokens().access());
            cache.save(credentials(SERVER, String.valueOf(number + 1)));
            return null;
        });
        for (int i = 0; i < 40; i++) {
            all.add(threads.submit(increment));
        }
        for (Future<Object> one : all) {
            one.get();
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
        assertEquals("40", cache.load(SERVER).orElseThrow().tokens().access());
    }

    @Test
    void livesWhereTheEnvironmentSays() throws Exception {
        TokenCache.ofUser(Map.of("XDG_STATE_HOME", parent.toString())).save(credentials(SERVER, "one"));
        assertTrue(Files.isDirectory(parent.resolve("mcp-client")));
        Path home = parent.resolve("mine");
        TokenCache.ofUser(Map.of("MCP_CLIENT_HOME", home.toString())).save(credentials(SERVER, "one"));
        assertTrue(Files.isDirectory(home));
    }

    @Test
    void namesNoTokenAndNoSecret() {
        String words = credentials(SERVER, "access").toString()
                + credentials(SERVER, "access").tokens()
                + credentials(SERVER, "access").client();
        for (String secret : List.of("access", "refresh", "secret")) {
            assertFalse(words.contains(secret), words);
        }
    }
}
