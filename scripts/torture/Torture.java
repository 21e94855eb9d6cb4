import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Attacks step 8 and the practice authorization server, which it starts and stops. {@code scripts/torture.sh} builds the jars
 * and runs this program. It connects only to this machine.
 *
 * <p>Arguments: the jar of step 8, the jar of the practice server, a temporary folder, and {@code --short} for the short form.
 * Exit codes: 0 if all is well, 1 if a server gave a wrong response, lost a request, ran out of memory or died, 3 if only time
 * limits were exceeded.
 */
final class Torture {

    private static final String ISSUER = "http://localhost:9001";
    private static final String AUDIENCE = "http://localhost:9000/mcp";
    private static final String SECRET = "the-secret-of-the-service-client-for-this-run";
    private static final InetAddress LOOPBACK = loopback();

    /** The limits for a normal request during an attack, in milliseconds. */
    private static final long MEDIAN = 100;

    private static final long WORST = 1000;

    /** On a busy machine, a request during an attack may take this many times as long as right before the attack. */
    private static final int BUSY = 3;

    private static boolean shortForm;
    private static Path tmp;
    /** The exit code if a server gave a wrong response, lost a request, ran out of memory, or died. */
    private static final int BROKEN = 1;

    /** The exit code if everything was right, but too slow. 2 stands for wrong usage. */
    private static final int SLOW = 3;

    private static int passed;
    private static int broken;
    private static int slow;
    private static volatile String current = "start of the servers";
    private static final List<Server> SERVERS = Collections.synchronizedList(new ArrayList<>());

    private Server mcp; // step 8 with a folder of keys
    private Server remote; // step 8 with a key server
    private Server practice;
    private final Path folder = tmp.resolve("mcp-keys");
    private final Key key = new Key();
    private final Key issuerKey = new Key();
    private final KeyServer keyServer = new KeyServer();
    private String mallory; // a token of the attacker

    private Torture() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        shortForm = Arrays.asList(arguments).contains("--short");
        tmp = Path.of(arguments[2]);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> List.copyOf(SERVERS).forEach(Server::kill)));
        long start = System.nanoTime();
        daemon("time limit", () -> {
            pause(shortForm ? 170_000 : 590_000);
            System.out.printf("%n  SLOW      the time is up during: %s%n", current);
            slow++;
            finish();
        });
        new Torture().run(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.printf("%nfinished after %d s%n", since(start) / 1000);
        finish();
    }

    private static void finish() {
        System.out.printf("%n%d passed, %d failed, %d too slow%n", passed, broken, slow);
        System.out.flush();
        System.exit(broken > 0 ? BROKEN : slow > 0 ? SLOW : 0);
    }

    private void run(Path step8, Path authServer) throws Exception {
        key.publishIn(folder);
        mallory = key.token("mallory", "");
        keyServer.keys = () -> List.of(issuerKey);
        mcp = Server.start("step 8", step8, Map.of("MCP_KEYS_DIR", folder.toString()));
        remote = Server.start("step 8 with a key server", step8, Map.of("MCP_JWKS_URL", keyServer.url()));
        practice = Server.start(
                "practice server",
                authServer,
                Map.of("MCP_KEYS_DIR", tmp.resolve("practice-keys").toString(), "MCP_SERVICE_SECRET", SECRET));
        for (Server server : SERVERS) {
            server.awaitPort();
        }
        mcp.good = () -> echo(mcp, key.token("alice", ""));
        remote.good = () -> echo(remote, issuerKey.token("alice", ""));
        practice.good = () -> form(practice, "/token", "grant_type=client_credentials", basic("mcp-service", SECRET));
        for (int i = 0; i < 100; i++) { // warm up, and fetch the keys
            for (Server server : SERVERS) {
                int status = server.good.get().status();
                if (status != 200) {
                    throw new IllegalStateException("The " + server.name + " returns " + status + " for a good request");
                }
            }
        }
        System.out.printf(
                "%d processors, load %.1f; the servers run with -Xmx128m and at most 1024 open files%n",
                Runtime.getRuntime().availableProcessors(),
                java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());

        trickledBodies();
        slowHeaders();
        silentConnections();
        clientsThatNeverRead();
        connectionFlood();
        collidingNames();
        longBodies();
        longForms();
        if (!shortForm) {
            rotationAtTheKeyServer();
        }
        hangingKeyServer();
        rotationInTheFolder();
        brokenKeyFolder();
        registrations();
        signInPages();
        deviceCodes();
        hangingDocuments();
        shutdownUnderLoad();
        killAndRestart(step8);
    }

    // Slow clients

    private void trickledBodies() throws Exception {
        int seconds = shortForm ? 3 : 33;
        Attack attack = new Attack("Slow bodies", mcp);
        attack.tried("300 POST requests whose body arrives at one byte a second, for %d s", seconds);
        String head = head(mcp, "POST", "/mcp", mcpHeaders(mallory), 1000);
        attack.under(() -> {
            List<Socket> sockets = open(mcp, 300, head);
            trickle(sockets, seconds, "x");
            Tally tally = ends(sockets);
            attack.measured("responses: %s", tally);
            if (!shortForm) { // the server allows 30 s for a body
                attack.requireInTime(tally.of("408") == 300, "every body that takes more than 30 s must end with 408");
            }
        });
    }

    private void slowHeaders() throws Exception {
        int seconds = shortForm ? 3 : 20;
        Attack attack = new Attack("Slow headers", mcp);
        attack.tried("300 requests whose header arrives at one byte a second, for %d s", seconds);
        attack.under(() -> {
            List<Socket> sockets = open(mcp, 300, "POST /mcp HTTP/1.1\r\nHost: localhost:" + mcp.port + "\r\nX-Slow: ");
            trickle(sockets, seconds, "x");
            Tally tally = ends(sockets);
            attack.measured("connections at the end: %s", tally);
            if (!shortForm) { // the server allows 15 s for a head
                attack.requireInTime(tally.of("open") == 0, "the server must close connections whose head takes more than 15 s");
            }
        });
    }

    private void silentConnections() throws Exception {
        Attack attack = new Attack("Silent and half-closed connections", mcp);
        attack.tried("200 connections without a byte, 100 that close their side in the middle of a header, 100 in a body; for 13 s");
        attack.under(() -> {
            List<Socket> silent = open(mcp, 200, "");
            List<Socket> half = open(mcp, 100, "POST /mcp HTTP/1.1\r\nHost: loc");
            half.addAll(open(mcp, 100, head(mcp, "POST", "/mcp", mcpHeaders(mallory), 1000) + "{\"json"));
            for (Socket socket : half) {
                socket.shutdownOutput();
            }
            pause(13_000);
            Tally tally = ends(silent);
            Tally halfTally = ends(half);
            attack.measured("silent: %s; half-closed: %s", tally, halfTally);
            attack.requireInTime(
                    tally.of("open") + halfTally.of("open") == 0,
                    "the server must close connections that are silent for more than 10 s");
        });
    }

    private void clientsThatNeverRead() throws Exception {
        int seconds = shortForm ? 4 : 14;
        Attack attack = new Attack("Clients that never read", mcp);
        attack.tried("100 clients that request a response of more than 1 MB and do not read it, for %d s", seconds);
        // The server writes each of these characters as an escape of six bytes.
        byte[] body = call("{\"message\":\"" + "\uE000".repeat(10_000) + "\",\"repeat_count\":10}");
        String head = head(mcp, "POST", "/mcp", mcpHeaders(mallory), body.length);
        Reply one = send(mcp, "POST", "/mcp", mcpHeaders(mallory), body);
        attack.measured("one response: status %d, %,d bytes", one.status(), one.body().length);
        attack.under(() -> {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setReceiveBufferSize(4096);
                socket.connect(new InetSocketAddress(LOOPBACK, mcp.port), 5000);
                socket.getOutputStream().write((head).getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(body);
            }
            pause(seconds * 1000L);
            attack.measured("first status that the clients find afterwards: %s", ends(sockets));
        });
    }

    private void connectionFlood() throws Exception {
        Attack attack = new Attack("Flood of connections", mcp);
        attack.tried("2,000 connections from 8 threads: a third closed at once, a third reset in a header, a third in a body");
        String head = head(mcp, "POST", "/mcp", mcpHeaders(mallory), 1000);
        attack.under(() -> attack.measured("outcome: %s", many(2000, 8, i -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(LOOPBACK, mcp.port), 5000);
                String text = i % 3 == 0 ? "" : i % 3 == 1 ? "POST /mcp HT" : head + "{";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                socket.setSoLinger(i % 3 != 0, 0);
                return new Reply(0, "connected", "", new byte[0]);
            } catch (IOException e) {
                return Reply.failed(e);
            }
        })));
    }

    // Expensive input

    private void collidingNames() throws Exception {
        Attack attack = new Attack("Colliding member names", mcp);
        int times = shortForm ? 40 : 200;
        attack.tried(
                "%d tokens with 190 names of the same hash code in the claims or in the header, and %d bodies of 1 MB with 29,000",
                times, times / 2);
        String names = names(29_000, 15);
        String[] bodies = {
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{" + names + "}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{" + names + "}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"_meta\":{" + names + "}}}",
            "{" + names + ",\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
        };
        String[] tokens = {
            key.token("mallory", "," + names(190, 8)), key.tokenWithHeader("," + names(190, 8)),
        };
        attack.under(() -> {
            Tally tally = many(times, 4, i -> echo(mcp, tokens[i % 2]));
            attack.measured("tokens: %s", tally);
            attack.requireNoServerError(tally);
            tally = many(times / 2, 4, i ->
                    send(mcp, "POST", "/mcp", mcpHeaders(mallory), bodies[i % 4].getBytes(StandardCharsets.UTF_8)));
            attack.measured("bodies: %s", tally);
            attack.requireNoServerError(tally);
        });
    }

    private void longBodies() throws Exception {
        Attack attack = new Attack("Long JSON bodies", mcp);
        int times = shortForm ? 40 : 200;
        attack.tried("%d bodies of 1 MiB from 4 clients: only \"[\", unknown arguments, one long string, numbers", times);
        StringBuilder arguments = new StringBuilder("\"message\":\"x\"");
        for (int i = 0; i < 45_000; i++) {
            arguments.append(",\"unknown").append(i).append("\":1");
        }
        byte[][] bodies = {
            "[".repeat(1 << 20).getBytes(StandardCharsets.UTF_8),
            call("{" + arguments + "}"),
            call("{\"message\":\"" + "x".repeat((1 << 20) - 200) + "\"}"),
            call("{\"message\":[" + "1,".repeat(45_000) + "1" + "0".repeat(950_000) + "]}"),
        };
        attack.under(() -> {
            Tally tally = many(times, 4, i -> send(mcp, "POST", "/mcp", mcpHeaders(mallory), bodies[i % 4]));
            attack.measured("responses: %s", tally);
            attack.requireNoServerError(tally);
        });
    }

    private void longForms() throws Exception {
        Attack attack = new Attack("Long forms", practice);
        int times = shortForm ? 40 : 200;
        attack.tried("%d POST /token of 1 MiB of \"&\", 8 KiB of \"&\", 8 KiB of colliding names; %d tokens in JSON at /register",
                times, times / 4);
        StringBuilder names = new StringBuilder("a=1");
        for (int i = 0; i < 60; i++) {
            names.append('&').append(name(i, 8)).append("=").append("1".repeat(100));
        }
        String[] bodies = {"&".repeat(1 << 20), "&".repeat(8 << 10), names.toString()};
        attack.under(() -> {
            Tally tally = many(times, 4, i -> form(practice, "/token", bodies[i % 3], ""));
            attack.measured("/token: %s", tally);
            attack.requireNoServerError(tally);
            String json = "{" + names(200, 15) + ",\"redirect_uris\":1}";
            String[] documents = {json, "[".repeat(8 << 10), "{\"a\":".repeat(1600)};
            tally = many(times / 4, 4, i -> register(documents[i % 3], null));
            attack.measured("/register: %s", tally);
            attack.requireNoServerError(tally);
        });
    }

    // Keys

    private void rotationAtTheKeyServer() throws Exception {
        Attack attack = new Attack("Key rotation at the key server", remote);
        attack.tried("a new signing key each second for 14 s, published 11 s before it signs and withdrawn 1 s after; 20 calls a second");
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < 28; i++) {
            keys.add(new Key());
        }
        AtomicInteger now = new AtomicInteger();
        keyServer.keys = () -> {
            List<Key> published = new ArrayList<>(List.of(issuerKey));
            published.addAll(keys.subList(Math.max(0, now.get() - 1), Math.min(keys.size(), now.get() + 12)));
            return published;
        };
        pause(11_000); // the server fetches at most every 10 s
        echo(remote, keys.get(0).token("bob", ""));
        attack.under(() -> {
            Calls calls = new Calls(() -> echo(remote, keys.get(now.get()).token("bob", "")));
            for (int second = 0; second < 14; second++) {
                now.set(second);
                pause(1000);
            }
            calls.stop();
            attack.measured("calls: %s; fetches in all: %d", calls.tally(0, Long.MAX_VALUE), keyServer.fetches.get());
            attack.require(calls.allGood(), "no call may fail during a rotation");
        });
        keyServer.keys = () -> List.of(issuerKey);
    }

    private void hangingKeyServer() throws Exception {
        Attack attack = new Attack("Unknown key IDs while the key server hangs", remote);
        int waves = shortForm ? 1 : 3;
        attack.tried("%d times 300 simultaneous tokens with unknown key IDs; the key server accepts connections and is silent", waves);
        keyServer.hangs = true;
        int before = keyServer.fetches.get();
        pause(shortForm ? 0 : 10_000);
        List<String> tokens = new ArrayList<>();
        Key stranger = new Key();
        for (int i = 0; i < 300; i++) {
            tokens.add(stranger.tokenWithHeader(",\"kid\":\"unknown-" + i + "\""));
        }
        attack.under(() -> {
            long start = System.nanoTime();
            for (int wave = 0; wave < waves; wave++) {
                long begin = System.nanoTime();
                Tally tally = many(300, 300, i -> echo(remote, tokens.get(i)));
                attack.measured("responses: %s after %d ms", tally, since(begin));
                attack.require(
                        tally.of("401") + tally.of("503") == 300, "an unknown key must be rejected with 401 or 503");
                pause(wave < waves - 1 ? 6_000 : 0);
            }
            int fetches = keyServer.fetches.get() - before;
            attack.measured("fetches from the key server: %d", fetches);
            attack.require(fetches >= 1, "the attack must cause a fetch, or it has tested nothing");
            attack.require(fetches <= 1 + since(start) / 10_000, "the server may fetch keys at most every 10 s");
        });
        keyServer.hangs = false;
    }

    private void rotationInTheFolder() throws Exception {
        Attack attack = new Attack("Key rotation in the folder", mcp);
        int seconds = shortForm ? 4 : 10;
        attack.tried("a new key each second for %d s, which signs at once; 20 calls a second", seconds);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < seconds; i++) {
            keys.add(new Key());
        }
        attack.under(() -> {
            Key[] signs = {key};
            Calls calls = new Calls(() -> echo(mcp, signs[0].token("bob", "")));
            for (Key next : keys) {
                next.publishIn(folder);
                signs[0] = next;
                pause(1000);
            }
            calls.stop();
            attack.measured("calls: %s", calls.tally(0, Long.MAX_VALUE));
            attack.require(calls.allGood(), "no call may fail during a rotation");
        });
        for (Key old : keys) {
            Files.delete(old.fileIn(folder));
        }
    }

    /** Something that makes the keys unavailable, or restores them. */
    private interface Change {
        void run() throws Exception;
    }

    private void brokenKeyFolder() throws Exception {
        Path aside = tmp.resolve("aside");
        Path file = key.fileIn(folder);
        breakFolder("Key folder: emptied", true, () -> Files.move(file, aside), () -> Files.move(aside, file));
        breakFolder("Key folder: removed", true, () -> Files.move(folder, aside), () -> Files.move(aside, folder));
        breakFolder( // unreadable for root as well
                "Key folder: replaced with a file",
                true,
                () -> {
                    Files.move(folder, aside);
                    Files.writeString(folder, "not a folder");
                },
                () -> {
                    Files.delete(folder);
                    Files.move(aside, folder);
                });
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
        boolean readable = folder.toFile().list() != null;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (readable) {
            System.out.printf("%nKey folder: unreadable%n  skipped   this user (root?) can read a folder without permissions%n");
        } else {
            breakFolder(
                    "Key folder: unreadable",
                    true,
                    () -> Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------")),
                    () -> Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Random random = new Random(1);
        List<Path> garbage = new ArrayList<>();
        breakFolder(
                "Key folder: 300 files of garbage beside the key",
                false,
                () -> {
                    for (int i = 0; i < 300; i++) {
                        byte[] bytes = new byte[i % 10 == 0 ? 70_000 : 2000];
                        random.nextBytes(bytes);
                        Path path = folder.resolve("garbage" + i + ".public.pem");
                        garbage.add(path);
                        switch (i % 5) {
                            case 0 -> Files.createDirectory(path);
                            case 1 -> Files.createSymbolicLink(path, path.getFileName());
                            case 2 -> Files.writeString(path, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
                            default -> Files.write(path, bytes);
                        }
                    }
                },
                () -> {
                    for (Path path : garbage) {
                        Files.delete(path);
                    }
                });
    }

    private void breakFolder(String title, boolean gone, Change damage, Change repair) throws Exception {
        int seconds = shortForm ? 2 : 4;
        int rest = shortForm ? 2400 : 5000;
        Attack attack = new Attack(title, mcp);
        attack.tried("for %d s, with 20 calls a second", seconds);
        Supplier<Reply> good = mcp.good;
        mcp.good = null; // the calls are the good requests
        attack.under(() -> {
            Calls calls = new Calls(good);
            pause(300);
            long damaged = System.nanoTime();
            damage.run();
            pause(seconds * 1000L);
            repair.run();
            long repaired = System.nanoTime();
            pause(rest);
            calls.stop();
            long recovered = repaired + TimeUnit.SECONDS.toNanos(2);
            Tally during = calls.tally(damaged, repaired);
            Tally recovering = calls.tally(repaired, recovered);
            Tally after = calls.tally(recovered, Long.MAX_VALUE);
            attack.measured("while broken: %s; in the 2 s after: %s; then: %s", during, recovering, after);
            attack.measured("last rejection: %d ms after the repair", Math.max(0, calls.lastBad(repaired)));
            int before = calls.tally(0, damaged).bad();
            attack.require(before + after.bad() == 0, "calls must succeed before, and from 2 s after the repair on");
            for (Tally tally : List.of(during, recovering)) {
                attack.require(
                        gone ? tally.of("200") + tally.of("401") + tally.of("503") == tally.total() : tally.bad() == 0,
                        gone ? "without keys, only 401 and 503 are allowed" : "a usable key must work beside garbage");
            }
        });
        mcp.good = good;
    }

    // The practice server

    private void registrations() throws Exception {
        int times = shortForm ? 700 : 3000;
        Attack attack = new Attack("Flood of registrations", practice);
        attack.tried("%d registrations of up to 7 KB, from %s", times, addresses());
        List<String> uris = new ArrayList<>();
        for (int i = 0; i < 20; i++) { // the most that the server accepts
            uris.add("\"http://localhost/" + i + "x".repeat(300) + "\"");
        }
        String body = "{\"client_name\":\"Flood\",\"token_endpoint_auth_method\":\"none\",\"redirect_uris\":["
                + String.join(",", uris) + "]}";
        attack.under(() -> {
            Tally tally = many(times, 4, i -> register(body, source(i)));
            attack.measured("responses: %s", tally);
            attack.requireNoServerError(tally);
            attack.require(tally.of("201") > 0 && tally.limited() > 0, "some must succeed, then 429 or 503 must come");
        });
    }

    private void signInPages() throws Exception {
        int times = shortForm ? 1200 : 13_000;
        Attack attack = new Attack("Flood of open sign-in pages", practice);
        attack.tried("%d GET /authorize with a state of 2,000 characters, from %s", times, addresses());
        String path = authorize("mcp-test-client", "x".repeat(2000));
        attack.under(() -> {
            Tally tally = many(times, 4, i -> send(practice, "GET", path, "", null, source(i)));
            attack.measured("responses: %s", tally);
            attack.requireNoServerError(tally);
            attack.require(tally.of("200") > 0 && tally.limited() > 0, "some must succeed, then 429 or 503 must come");
        });
    }

    private void deviceCodes() throws Exception {
        int times = shortForm ? 1200 : 6000;
        Attack attack = new Attack("Flood of device codes", practice);
        attack.tried("%d POST /device_authorization, from %s", times, addresses());
        attack.under(() -> {
            Tally tally = many(times, 4, i ->
                    form(practice, "/device_authorization", "client_id=mcp-test-client&scope=mcp%3Aread", "", source(i)));
            attack.measured("responses: %s", tally);
            attack.requireNoServerError(tally);
            attack.require(tally.of("200") > 0 && tally.limited() > 0, "some must succeed, then 429 or 503 must come");
        });
    }

    private void hangingDocuments() throws Exception {
        int times = shortForm ? 300 : 1500;
        Attack attack = new Attack("Metadata documents that never come", practice);
        attack.tried("%d GET /authorize from 50 clients whose client_id is the URL of a server that is silent", times);
        try (ServerSocket silent = new ServerSocket(0, 100, LOOPBACK)) {
            attack.under(() -> {
                Tally tally = many(times, 50, i -> {
                    String host = i % 2 == 0 ? "localhost" : "127.0.0.1";
                    String id = "https://" + host + ":" + silent.getLocalPort() + "/client-" + i;
                    return send(practice, "GET", authorize(id, "1"), "", null);
                });
                attack.measured("responses: %s", tally);
                attack.requireNoServerError(tally);
                attack.require(
                        tally.of("400") + tally.limited() == times && tally.limited() > 0,
                        "each response must be 400, or 429 or 503 with Retry-After");
            });
        }
    }

    // Shutdown

    private void shutdownUnderLoad() throws Exception {
        Attack attack = new Attack("SIGTERM under load", mcp);
        attack.tried("16 clients that call without a pause; 25 requests whose body goes on for 2 s after the signal, 25 whose body");
        attack.tried("pauses for these 2 s, and 5 whose body never ends");
        byte[] body = call("{\"message\":\"hello\"}");
        String[] tokens = new String[16];
        for (int i = 0; i < 16; i++) {
            tokens[i] = key.token("worker" + i, "");
        }
        List<Calls.Call> calls = Collections.synchronizedList(new ArrayList<>());
        boolean[] stop = {false};
        CountDownLatch ended = new CountDownLatch(16);
        for (int i = 0; i < 16; i++) {
            String token = tokens[i];
            daemon("load", () -> {
                while (!stop[0]) {
                    long start = System.nanoTime();
                    calls.add(new Calls.Call(start, echo(mcp, token)));
                    pause(5);
                }
                ended.countDown();
            });
        }
        pause(1000);
        String first = new String(body, 0, 20, StandardCharsets.UTF_8);
        List<Socket> active = open(mcp, 25, head(mcp, "POST", "/mcp", mcpHeaders(key.token("active", "")), body.length) + first);
        List<Socket> paused = open(mcp, 25, head(mcp, "POST", "/mcp", mcpHeaders(key.token("paused", "")), body.length) + first);
        List<Socket> stuck = open(mcp, 5, head(mcp, "POST", "/mcp", mcpHeaders(mallory), 1000) + "{");
        pause(200);
        long signal = System.nanoTime();
        mcp.process.destroy();
        for (int i = 20; i < 40; i++) {
            pause(100);
            write(active, body, i, 1);
        }
        Tally accepted = finish(active, body, 40);
        Tally pausedTally = finish(paused, body, 20);
        boolean over = mcp.process.waitFor(30, TimeUnit.SECONDS);
        long took = since(signal);
        stop[0] = true;
        ended.await(5, TimeUnit.SECONDS);
        Tally before = new Tally();
        Tally after = new Tally();
        List.copyOf(calls).forEach(call -> (call.start() < signal ? before : after).add(call.reply()));
        attack.measured("bodies that go on: %s; bodies that pause: %s", accepted, pausedTally);
        attack.measured("calls started before the signal: %s; after: %s", before, after);
        attack.measured("exit code %s after %d ms", over ? mcp.process.exitValue() : "none", took);
        attack.requireInTime(accepted.of("200") == 25, "each request whose body goes on must succeed");
        attack.requireInTime(pausedTally.of("200") == 25, "each request whose body pauses for 2 s must succeed");
        attack.require(
                accepted.of("200") + accepted.of("408") + accepted.of("503") == 25,
                "each request whose body goes on must get a response");
        attack.require(
                pausedTally.of("200") + pausedTally.of("408") + pausedTally.of("503") == 25,
                "each request whose body pauses must get a response");
        int lost = before.bad() - before.of("503 without Retry-After") - before.of("503") - before.of("Connection refused");
        attack.require(lost == 0, "a request from before the signal must be answered or refused, not lost");
        attack.require(over && mcp.process.exitValue() == 0, "the server must exit with 0");
        attack.requireInTime(took <= 7000, "the server must exit within 7 s");
        stuck.forEach(Torture::close);
        attack.checkLog();
        attack.end();
    }

    private static void write(List<Socket> sockets, byte[] body, int from, int length) {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write(body, from, length);
            } catch (IOException lost) {
                continue; // the missing response counts
            }
        }
    }

    /** Sends the rest of a body, one connection after the other so that a limit per caller does not matter. */
    private static Tally finish(List<Socket> sockets, byte[] body, int from) {
        Tally tally = new Tally();
        for (Socket socket : sockets) {
            write(List.of(socket), body, from, body.length - from);
            tally.add(read(socket, 6000));
        }
        return tally;
    }

    private void killAndRestart(Path step8) throws Exception {
        mcp = Server.start("step 8", step8, Map.of("MCP_KEYS_DIR", folder.toString()));
        mcp.awaitPort();
        Attack attack = new Attack("SIGKILL and restart", mcp);
        attack.tried("SIGKILL during 8 clients' calls, and a start on the same port at once");
        int port = mcp.port;
        boolean[] stop = {false};
        for (int i = 0; i < 8; i++) {
            daemon("load", () -> {
                while (!stop[0]) {
                    echo(mcp, mallory);
                }
            });
        }
        pause(1000);
        mcp.kill();
        stop[0] = true;
        long start = System.nanoTime();
        mcp = Server.start(
                "step 8", step8, Map.of("MCP_KEYS_DIR", folder.toString(), "MCP_PORT", String.valueOf(port)));
        mcp.awaitPort();
        long listening = since(start);
        Reply first = echo(mcp, key.token("alice", ""));
        attack.measured("listens after %d ms; first call: %s after %d ms", listening, first.outcome(), since(start) - listening);
        attack.require(first.status() == 200, "the first call must succeed");
        attack.require(mcp.port == port, "the server must get its port back");
        attack.checkLog();
        attack.end();
    }

    /** One attack: runs it while normal requests are measured, and prints its part of the report. */
    private static final class Attack {

        private interface Body {
            void run() throws Exception;
        }

        private final Server server;
        private final List<String> failures = new ArrayList<>();
        private final List<String> delays = new ArrayList<>();
        private long logged;

        Attack(String title, Server server) {
            this.server = server;
            current = title;
            logged = server.log().length();
            System.out.printf("%n%s%n", title);
        }

        void tried(String text, Object... values) {
            System.out.println("  tried     " + text.formatted(values));
        }

        void measured(String text, Object... values) {
            System.out.println("  measured  " + text.formatted(values));
        }

        void require(boolean condition, String rule) {
            if (!condition) {
                failures.add(rule);
            }
        }

        /** For a rule that may not hold on a busy or slow machine, although the server is right. */
        void requireInTime(boolean condition, String rule) {
            if (!condition) {
                delays.add(rule);
            }
        }

        void requireNoServerError(Tally tally) {
            require(tally.serverErrors() == 0, "no response may be missing, or have a 5xx status other than 503");
            require(tally.of("503 without Retry-After") + tally.of("429 without Retry-After") == 0, "Retry-After is missing");
        }

        void under(Body body) throws Exception {
            Prober before = new Prober(server);
            pause(shortForm ? 600 : 1500);
            before.stop();
            Prober during = new Prober(server);
            long start = System.nanoTime();
            try {
                body.run();
            } catch (IOException e) {
                failures.add("the attack could not go on: " + e);
            }
            pause(Math.max(shortForm ? 300 : 1000, 2000 - since(start)));
            during.stop();
            compare("GET /health", before.health, during.health);
            if (server.good != null) {
                compare(server.name.startsWith("practice") ? "POST /token" : "echo", before.good, during.good);
            }
            measured("resident memory of the server: %s MB", server.memory());
            require(server.process.isAlive(), "the server must stay up");
            checkLog();
            end();
        }

        private void compare(String what, Samples before, Samples during) {
            long median = Math.max(MEDIAN, BUSY * before.median());
            long worst = Math.max(WORST, BUSY * before.worst());
            measured(
                    "%s: median %d ms, worst %d ms of %d (before: %d, %d; limits: %d, %d)%s",
                    what, during.median(), during.worst(), during.times.size(), before.median(), before.worst(), median, worst,
                    during.tally.bad() == 0 ? "" : "; " + during.tally);
            require(during.tally.bad() == 0, what + " must always succeed");
            requireInTime(during.median() <= median, what + " must have a median of at most " + median + " ms");
            requireInTime(during.worst() <= worst, what + " must never take longer than " + worst + " ms");
        }

        void checkLog() {
            String lines = server.log().substring((int) logged);
            long errors = lines.lines().filter(line -> line.contains("ERROR")).count();
            measured(
                    "log: %d lines, %d errors, %d stack trace lines",
                    lines.lines().count(), errors, lines.lines().filter(line -> line.startsWith("\tat ")).count());
            require(errors == 0 && !lines.contains("OutOfMemoryError"), "the log must have no error; the first: "
                    + lines.lines().filter(line -> line.contains("ERROR") || line.contains("OutOfMemory")).findFirst().orElse(""));
        }

        void end() {
            failures.stream().distinct().forEach(rule -> System.out.println("  FAIL      " + rule));
            delays.stream().distinct().forEach(rule -> System.out.println("  SLOW      " + rule));
            if (!failures.isEmpty()) {
                broken++;
            } else if (!delays.isEmpty()) {
                slow++;
            } else {
                passed++;
                System.out.println("  ok");
            }
        }
    }

    /** Measures normal requests, each on a new connection. */
    private static final class Prober {

        private final Samples health;
        private final Samples good;

        Prober(Server server) {
            health = new Samples(() -> send(server, "GET", "/health", "", null));
            good = server.good == null ? null : new Samples(server.good);
        }

        void stop() {
            health.stop();
            if (good != null) {
                good.stop();
            }
        }
    }

    private static final class Samples {

        private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
        private final Tally tally = new Tally();
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean stopped;

        Samples(Supplier<Reply> request) {
            daemon("probe", () -> {
                do {
                    long start = System.nanoTime();
                    tally.add(request.get());
                    times.add(since(start));
                    pause(40);
                } while (!stopped);
                ended.countDown();
            });
        }

        void stop() {
            stopped = true;
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        long median() {
            return times.stream().sorted().skip(times.size() / 2).findFirst().orElse(0L);
        }

        long worst() {
            return times.stream().max(Long::compare).orElse(0L);
        }
    }

    /** Sends 20 requests a second, whether they return or not. */
    private static final class Calls {

        /** @param start in nanoseconds */
        private record Call(long start, Reply reply) {}

        private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        private final ExecutorService threads = Executors.newCachedThreadPool();
        private volatile boolean stopped;

        Calls(Supplier<Reply> request) {
            daemon("calls", () -> {
                long next = System.nanoTime();
                while (!stopped) {
                    threads.execute(() -> {
                        long start = System.nanoTime();
                        calls.add(new Call(start, request.get()));
                    });
                    next += 50_000_000;
                    pause(Math.max(0, (next - System.nanoTime()) / 1_000_000));
                }
            });
        }

        void stop() throws InterruptedException {
            stopped = true;
            pause(100);
            threads.shutdown();
            threads.awaitTermination(10, TimeUnit.SECONDS);
        }

        Tally tally(long from, long to) {
            Tally tally = new Tally();
            List.copyOf(calls).stream()
                    .filter(call -> (from == 0 || call.start() - from >= 0) && (to == Long.MAX_VALUE || call.start() - to < 0))
                    .forEach(call -> tally.add(call.reply()));
            return tally;
        }

        boolean allGood() {
            return tally(0, Long.MAX_VALUE).bad() == 0 && !calls.isEmpty();
        }

        /** When the last bad call started, in milliseconds after a point in time. */
        long lastBad(long time) {
            return List.copyOf(calls).stream()
                    .filter(call -> call.reply().status() != 200)
                    .mapToLong(call -> (call.start() - time) / 1_000_000)
                    .max()
                    .orElse(0);
        }
    }

    /** How often each outcome has come. */
    private static final class Tally {

        private final TreeMap<String, Integer> counts = new TreeMap<>();

        synchronized void add(Reply reply) {
            counts.merge(reply.outcome(), 1, Integer::sum);
        }

        synchronized int of(String outcome) {
            return counts.getOrDefault(outcome, 0);
        }

        synchronized int total() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        int bad() {
            return total() - of("200");
        }

        int limited() {
            return of("429") + of("503");
        }

        synchronized int serverErrors() {
            return counts.entrySet().stream()
                    .filter(entry -> !entry.getKey().matches("[1-4]\\d\\d.*|503.*"))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public synchronized String toString() {
            List<String> parts = new ArrayList<>();
            counts.forEach((outcome, count) -> parts.add(outcome + " ×" + count));
            return parts.isEmpty() ? "none" : String.join(", ", parts);
        }
    }

    /** A server in a process of its own. */
    private static final class Server {

        private final String name;
        private final Process process;
        private final Path logFile;
        private int port;
        private volatile Supplier<Reply> good;

        private Server(String name, Process process, Path logFile) {
            this.name = name;
            this.process = process;
            this.logFile = logFile;
        }

        static Server start(String name, Path jar, Map<String, String> settings) throws IOException {
            Path log = Files.createTempFile(tmp, "server", ".log");
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            ProcessBuilder builder = new ProcessBuilder(
                    "bash", "-c", "ulimit -n 1024 && exec \"$@\"", "server", java, "-Xmx128m", "-jar", jar.toString());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(setting -> setting.startsWith("MCP_"));
            environment.put("MCP_PORT", "0");
            environment.put("MCP_AUDIENCE", AUDIENCE);
            if (!name.startsWith("practice")) {
                environment.put("MCP_ISSUER", ISSUER);
            }
            environment.putAll(settings);
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            Server server = new Server(name, builder.start(), log);
            SERVERS.add(server);
            // If this program is killed, the script ends the servers.
            Files.writeString(
                    tmp.resolve("pids"), server.process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return server;
        }

        void awaitPort() {
            for (int i = 0; i < 600 && process.isAlive(); i++) {
                var found = java.util.regex.Pattern.compile("Listening on .* port (\\d+),").matcher(log());
                if (found.find()) {
                    port = Integer.parseInt(found.group(1));
                    return;
                }
                pause(50);
            }
            throw new IllegalStateException("The " + name + " did not start:\n" + log());
        }

        String log() {
            try {
                return new String(Files.readAllBytes(logFile), StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        String memory() throws IOException {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(process.pid())).start();
            String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? "?" : String.valueOf(Long.parseLong(text) / 1024);
        }

        void kill() {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Publishes keys, or accepts connections and is silent. */
    private static final class KeyServer {

        private final HttpServer server;
        private final AtomicInteger fetches = new AtomicInteger();
        private volatile Supplier<List<Key>> keys = List::of;
        private volatile boolean hangs;

        KeyServer() throws IOException {
            server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 50);
            server.createContext("/jwks", this::handle);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work);
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
        }

        private void handle(HttpExchange exchange) throws IOException {
            fetches.incrementAndGet();
            if (hangs) {
                pause(60_000);
            }
            String set = "{\"keys\":["
                    + String.join(",", keys.get().stream().map(Key::jwk).toList()) + "]}";
            byte[] bytes = set.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    /** A key pair that signs tokens. */
    private static final class Key {

        private final KeyPair pair;
        private final String kid;
        private final String members;

        Key() {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                pair = generator.generateKeyPair();
                RSAPublicKey rsa = (RSAPublicKey) pair.getPublic();
                members = "\"e\":\"" + number(rsa.getPublicExponent()) + "\",\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus()) + "\"";
                kid = base64(MessageDigest.getInstance("SHA-256")
                        .digest(("{" + members + "}").getBytes(StandardCharsets.UTF_8))); // RFC 7638
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String number(BigInteger value) {
            byte[] bytes = value.toByteArray();
            return base64(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        }

        String jwk() {
            return "{" + members + ",\"kid\":\"" + kid + "\",\"use\":\"sig\",\"alg\":\"RS256\"}";
        }

        Path fileIn(Path folder) {
            return folder.resolve(kid + ".public.pem");
        }

        /** The file appears complete or not at all. */
        void publishIn(Path folder) throws IOException {
            Files.createDirectories(folder);
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPublic().getEncoded());
            Path draft = folder.resolve(kid + ".tmp");
            Files.writeString(draft, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
            Files.move(draft, fileIn(folder), StandardCopyOption.ATOMIC_MOVE);
        }

        /** @param more further claims, each after a comma */
        String token(String subject, String more) {
            return sign("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}", subject, more);
        }

        /** @param more further members of the header, each after a comma */
        String tokenWithHeader(String more) {
            String known = more.contains("\"kid\"") ? "" : ",\"kid\":\"" + kid + "\"";
            return sign("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"" + known + more + "}", "mallory", "");
        }

        private String sign(String header, String subject, String more) {
            long now = System.currentTimeMillis() / 1000;
            String claims = "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"" + subject
                    + "\",\"client_id\":\"torture\",\"scope\":\"mcp:read mcp:tools\",\"scopes\":[\"mcp:read\",\"mcp:tools\"],"
                    + "\"roles\":[\"user\"],\"iat\":" + now + ",\"nbf\":" + now + ",\"exp\":" + (now + 3600) + more + "}";
            String input = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + base64(claims.getBytes(StandardCharsets.UTF_8));
            try {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(pair.getPrivate());
                signature.update(input.getBytes(StandardCharsets.US_ASCII));
                return input + "." + base64(signature.sign());
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static String base64(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    /** @param status 0 if there was no response; then {@code problem} says why */
    private record Reply(int status, String problem, String head, byte[] body) {

        static Reply failed(Exception e) {
            return new Reply(0, String.valueOf(e.getMessage()), "", new byte[0]);
        }

        String outcome() {
            if (status == 0) {
                return problem;
            }
            boolean retry = head.toLowerCase(java.util.Locale.ROOT).contains("\r\nretry-after: ");
            return status + ((status == 429 || status == 503) && !retry ? " without Retry-After" : "");
        }
    }

    // HTTP, byte by byte: a client library would pool connections and repeat requests

    private static Reply send(Server server, String method, String path, String headers, byte[] body) {
        return send(server, method, path, headers, body, null);
    }

    private static Reply send(
            Server server, String method, String path, String headers, byte[] body, InetAddress source) {
        try (Socket socket = new Socket()) {
            if (source != null) {
                socket.bind(new InetSocketAddress(source, 0));
            }
            socket.connect(new InetSocketAddress(LOOPBACK, server.port), 10_000);
            socket.setTcpNoDelay(true);
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head(server, method, path, headers + "Connection: close\r\n", body == null ? -1 : body.length)
                    .getBytes(StandardCharsets.ISO_8859_1));
            request.writeBytes(body == null ? new byte[0] : body);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(request.toByteArray());
            } catch (IOException early) {
                return read(socket, 10_000); // there may be a response already
            }
            return read(socket, 10_000);
        } catch (IOException e) {
            return Reply.failed(e);
        }
    }

    private static Reply read(Socket socket, int timeout) {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout(timeout);
            InputStream in = socket.getInputStream();
            byte[] part = new byte[16 * 1024];
            while (true) {
                String text = received.size() > 65_536 ? "" : received.toString(StandardCharsets.ISO_8859_1);
                int end = text.indexOf("\r\n\r\n");
                if (end >= 0) {
                    String head = text.substring(0, end + 4);
                    if (head.matches("(?is).*\r\ntransfer-encoding: chunked\r\n.*")) {
                        return chunked(in, received, head);
                    }
                    int status = Integer.parseInt(head.substring(9, 12));
                    var length = java.util.regex.Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(head);
                    if (!length.find()) { // the body ends with the connection, if there is one
                        received.writeBytes(status == 204 || status == 304 ? new byte[0] : in.readAllBytes());
                        byte[] all = received.toByteArray();
                        return new Reply(status, "", head, Arrays.copyOfRange(all, end + 4, all.length));
                    }
                    int expected = Integer.parseInt(length.group(1));
                    byte[] body = new byte[expected];
                    int got = received.size() - end - 4;
                    System.arraycopy(received.toByteArray(), end + 4, body, 0, Math.min(got, expected));
                    while (got < expected) {
                        int count = in.read(body, got, expected - got);
                        if (count < 0) {
                            return new Reply(0, "incomplete response", head, body);
                        }
                        got += count;
                    }
                    return new Reply(status, "", head, body);
                }
                int count = in.read(part);
                if (count < 0) {
                    return new Reply(0, received.size() == 0 ? "closed" : "incomplete response", "", new byte[0]);
                }
                received.write(part, 0, count);
            }
        } catch (SocketTimeoutException e) {
            return new Reply(0, received.size() == 0 ? "open" : "incomplete response", "", new byte[0]);
        } catch (IOException e) {
            return new Reply(0, "reset", "", new byte[0]);
        } finally {
            close(socket);
        }
    }

    /** The rest of a chunked response. The body includes the sizes of the chunks. */
    private static Reply chunked(InputStream in, ByteArrayOutputStream received, String head) throws IOException {
        byte[] end = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] part = new byte[64 * 1024];
        byte[] last = received.toByteArray();
        while (last.length < end.length || !Arrays.equals(last, last.length - end.length, last.length, end, 0, end.length)) {
            int count = in.read(part);
            if (count < 0) {
                return new Reply(0, "incomplete response", head, new byte[0]);
            }
            received.write(part, 0, count);
            byte[] joined = Arrays.copyOf(last, last.length + count);
            System.arraycopy(part, 0, joined, last.length, count);
            last = joined.length <= 8 ? joined : Arrays.copyOfRange(joined, joined.length - 8, joined.length);
        }
        byte[] all = received.toByteArray();
        int start = head.length();
        return new Reply(Integer.parseInt(head.substring(9, 12)), "", head, Arrays.copyOfRange(all, start, all.length));
    }

    private static String head(Server server, String method, String path, String headers, int length) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost:" + server.port + "\r\n" + headers
                + (length < 0 ? "" : "Content-Length: " + length + "\r\n") + "\r\n";
    }

    private static String mcpHeaders(String token) {
        return "Content-Type: application/json\r\nMCP-Protocol-Version: 2025-11-25\r\nAuthorization: Bearer " + token + "\r\n";
    }

    private static byte[] call(String arguments) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":" + arguments
                        + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Reply echo(Server server, String token) {
        return send(server, "POST", "/mcp", mcpHeaders(token), call("{\"message\":\"hello\"}"));
    }

    private static Reply form(Server server, String path, String body, String headers) {
        return form(server, path, body, headers, null);
    }

    private static Reply form(Server server, String path, String body, String headers, InetAddress source) {
        String type = "Content-Type: application/x-www-form-urlencoded\r\n";
        return send(server, "POST", path, type + headers, body.getBytes(StandardCharsets.UTF_8), source);
    }

    private Reply register(String json, InetAddress source) {
        String type = "Content-Type: application/json\r\n";
        return send(practice, "POST", "/register", type, json.getBytes(StandardCharsets.UTF_8), source);
    }

    private static String basic(String id, String secret) {
        String credentials = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return "Authorization: Basic " + credentials + "\r\n";
    }

    private static String authorize(String client, String state) {
        return "/authorize?response_type=code&client_id=" + URLEncoder.encode(client, StandardCharsets.UTF_8)
                + "&redirect_uri=http%3A%2F%2Flocalhost%2Fcallback&scope=mcp%3Aread&code_challenge_method=S256"
                + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&state=" + state;
    }

    /** Addresses of this machine to send from: many where the system has all of 127.0.0.0/8, else one. */
    private static List<InetAddress> sources() {
        List<InetAddress> usable = new ArrayList<>();
        for (int i = 1; i <= 14; i++) {
            try (Socket socket = new Socket()) {
                InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) i});
                socket.bind(new InetSocketAddress(address, 0));
                usable.add(address);
            } catch (IOException notHere) {
                break;
            }
        }
        return usable;
    }

    private final List<InetAddress> sources = sources();

    private String addresses() {
        return shortForm || sources.size() < 2 ? "one address" : sources.size() + " addresses";
    }

    private InetAddress source(int i) {
        return shortForm || sources.isEmpty() ? null : sources.get(i % sources.size());
    }

    /** Opens connections, and sends the same text on each. */
    private static List<Socket> open(Server server, int count, String text) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(LOOPBACK, server.port), 10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return sockets;
    }

    private static void trickle(List<Socket> sockets, int seconds, String text) {
        for (int second = 0; second < seconds; second++) {
            pause(1000);
            for (Socket socket : sockets) {
                try {
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException closed) {
                    continue; // ends() reports how
                }
            }
        }
    }

    /** What the server has done with these connections; closes them. */
    private static Tally ends(List<Socket> sockets) {
        Tally tally = new Tally();
        sockets.forEach(socket -> tally.add(read(socket, 2)));
        return tally;
    }

    private static Tally many(int count, int threads, IntFunction<Reply> request) throws InterruptedException {
        Tally tally = new Tally();
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            daemon("attack", () -> {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    tally.add(request.apply(number));
                }
                ended.countDown();
            });
        }
        ended.await();
        return tally;
    }

    /** The members of an object: names whose String.hashCode() is the same. */
    private static String names(int count, int pairs) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(i == 0 ? "\"" : ",\"").append(name(i, pairs)).append("\":1");
        }
        return names.toString();
    }

    private static String name(int number, int pairs) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < pairs; bit++) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB"); // both have the hash code 2112
        }
        return name.toString();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long since(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1_000_000;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            return; // it is closed
        }
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
