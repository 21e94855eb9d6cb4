package dev.mcpauth.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Conversation;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Reply;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.TokenFixture;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams whose server has something to tell. */
@Timeout(60)
class StreamsTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final ToolDefinition.Annotations READ_ONLY = new ToolDefinition.Annotations(true, true, false);
    private static final Change SECRET = Change.of("secret://plan");

    /** Everyone may hear of changes of lists, but only admins of the secret. */
    private final Offer offer = new Offer() {
        @Override
        public boolean includes(Change change, Caller caller) {
            return change.uri().isEmpty()
                    ? !change.equals(Change.OF_RESOURCES)
                    : caller.roles().contains("admin");
        }

        @Override
        public boolean includesForLegacy(Change change, Caller caller) {
            if (caller.subject().equals("buggy")) {
                throw new IllegalStateException("This offer has a bug");
            }
            onTelling.run();
            return change.uri().isEmpty() || caller.roles().contains("admin");
        }
    };

    private final MovableClock clock = new MovableClock();
    private final CountDownLatch called = new CountDownLatch(1);
    private volatile Runnable onPause = () -> {};
    private volatile Runnable onTelling = () -> {};

    /** What happens on the thread of a request, before its method and after its response. */
    private volatile Consumer<Reply> beforeCall = reply -> {};

    private volatile BiConsumer<Reply, Exchange> afterResponse = (reply, exchange) -> {};
    private final Queue<EventReader> open = new ConcurrentLinkedQueue<>();
    private volatile CompletableFuture<Void> pause = CompletableFuture.completedFuture(null);
    private Streams streams;
    private Javalin app;

    private void start(int perUser, int inAll, Duration beat) {
        streams = new Streams(clock, new Listeners.Limits(perUser, inAll, beat));
        Map<String, String> settings = TokenFixture.settings(KEYS);
        Reverse.Pause waiting = time -> {
            called.countDown();
            onPause.run();
            pause.join();
        };
        app = new StreamingServer(new Environment(settings), clock, streams)
                .add(Reverse.with(waiting))
                .announce(offer)
                .admit((caller, granted) -> observed(granted))
                .create(BearerTokens::from)
                .start();
    }

    private void start() {
        start(8, 1000, Duration.ofSeconds(5));
    }

    /** Lets a test act at a moment that no client can hit: nothing of the response has been written yet. */
    private Admission.Granted observed(Admission.Granted granted) {
        Conversation conversation = granted.conversation();
        return new Admission.Granted(
                granted.methods(),
                new Conversation() {
                    @Override
                    public Reply replyTo(JsonRpcRequest request, Context ctx) {
                        return observed(conversation.replyTo(request, ctx));
                    }

                    @Override
                    public void receive(JsonRpcRequest notification, ProtocolVersion version, Context ctx) {
                        conversation.receive(notification, version, ctx);
                    }
                },
                granted.done());
    }

    private Reply observed(Reply reply) {
        return new Reply() {
            private Exchange current;

            @Override
            public Exchange addTo(Exchange exchange) {
                beforeCall.accept(reply);
                current = reply.addTo(exchange);
                return current;
            }

            @Override
            public void send(int status, ObjectNode response) {
                reply.send(status, response);
                afterResponse.accept(reply, current);
            }
        };
    }

    @AfterEach
    void stop() {
        pause.complete(null);
        if (app != null) {
            app.stop();
        }
    }

    /** @param user the subject, after which {@code @} and a client may follow */
    private String authorization(String user, String role) {
        String[] names = user.split("@");
        return "Authorization: Bearer "
                + TokenFixture.valid(PAIR, clock.instant())
                        .with("sub", names[0])
                        .with("client_id", names.length == 1 ? "test-client" : names[1])
                        .with("roles", List.of(role))
                        .token();
    }

    private EventReader listen(String id, String user, String role, String filter) {
        EventReader stream = EventReader.post(
                app.port(),
                Mcp.message("subscriptions/listen", Mcp.withMeta("{\"notifications\": " + filter + "}"))
                        .replace("\"id\": 1", "\"id\": " + id),
                authorization(user, role),
                StreamsContract.BOTH,
                "MCP-Protocol-Version: 2026-07-28",
                "Mcp-Method: subscriptions/listen");
        return stream;
    }

    private EventReader acknowledged(String id, String user, String role, String filter) {
        EventReader stream = listen(id, user, role, filter);
        assertEquals(200, stream.status());
        stream.message().orElseThrow();
        return stream;
    }

    private EventReader get(String user, String role) {
        EventReader stream = EventReader.get(app.port(), authorization(user, role), "Accept: text/event-stream");
        assertEquals(200, stream.status());
        assertEquals(":\n", stream.frame().orElseThrow());
        return stream;
    }

    private EventReader reverse(String user, String version, int id, String progress) {
        String params = "{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}, \"_meta\": {" + progress + "}}";
        String modern = Mcp.withMeta("{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}}")
                .replaceFirst("\"_meta\": \\{", "\"_meta\": {" + progress + ",");
        return EventReader.post(
                app.port(),
                Mcp.message("tools/call", version.equals(Mcp.MODERN) ? modern : params)
                        .replace("\"id\": 1", "\"id\": " + id),
                authorization(user, "user"),
                StreamsContract.BOTH,
                "MCP-Protocol-Version: " + version,
                "Mcp-Method: tools/call",
                "Mcp-Name: reverse");
    }

    private int cancel(String user, String id) {
        return notify(user, "notifications/cancelled", id, "2025-11-25");
    }

    private int notify(String user, String method, String id, String version) {
        String body = "{\"jsonrpc\": \"2.0\", \"method\": \"" + method + "\", \"params\": {\"requestId\": " + id + "}}";
        return EventReader.post(
                        app.port(),
                        body,
                        authorization(user, "user"),
                        StreamsContract.BOTH,
                        "MCP-Protocol-Version: " + version)
                .status();
    }

    private void setLevel(String user, String level) {
        EventReader.post(
                        app.port(),
                        Mcp.message("logging/setLevel", "{\"level\": \"" + level + "\"}"),
                        authorization(user, "user"),
                        "MCP-Protocol-Version: 2025-11-25")
                .rest();
    }

    private static Tool tool(String name, Consumer<Exchange> work) {
        return new Tool(
                new ToolDefinition(name, "", "", Json.toTree(Map.of()), Json.toTree(Map.of()), READ_ONLY),
                (arguments, exchange) -> {
                    work.accept(exchange);
                    return CallToolResult.error("done");
                });
    }

    private static String method(JsonNode message) {
        return message.path("method").textValue();
    }

    private static JsonNode subscription(JsonNode message, String in) {
        return message.path(in).path("_meta").path(Listen.SUBSCRIPTION_KEY);
    }

    @Test
    void aLegacyLevelIsThatOfTheClientThatHasSetIt() {
        start();
        setLevel("alice", "debug");
        assertEquals(2, reverse("alice", "2025-11-25", 1, "").rest().size());
        assertEquals(1, reverse("bob", "2025-11-25", 1, "").rest().size());
        String inMetadata = "\"io.modelcontextprotocol/logLevel\": \"debug\"";
        assertEquals(1, reverse("bob", "2025-11-25", 1, inMetadata).rest().size(), "only modern requests name a level");
        assertEquals(
                1, reverse("alice@another-client", "2025-11-25", 1, "").rest().size());
        assertEquals(
                1, reverse("alice", Mcp.MODERN, 1, "\"other\": 1").rest().size(), "each request has its own level");
    }

    @Test
    void aLogMessageReachesItsOwnCall() throws Exception {
        CountDownLatch firstRuns = new CountDownLatch(1);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        Tool logging = tool("reverse", exchange -> {
            if (firstRuns.getCount() > 0) {
                firstRuns.countDown();
                goOn.join();
            }
            ClientLog.of(exchange)
                    .log(
                            ClientLog.Level.INFO,
                            "test",
                            CallerContext.of(exchange).subject());
        });
        streams = new Streams(clock);
        app = serverWith(List.of(logging)).start();
        String level = "\"io.modelcontextprotocol/logLevel\": \"debug\"";
        CompletableFuture<EventReader> first =
                CompletableFuture.supplyAsync(() -> reverse("alice", Mcp.MODERN, 1, level));
        assertTrue(firstRuns.await(20, TimeUnit.SECONDS));
        List<JsonNode> second = reverse("bob", Mcp.MODERN, 1, level).rest();
        goOn.complete(null);
        assertEquals("bob", second.get(0).path("params").path("data").textValue());
        assertEquals(
                "alice",
                first.get(20, TimeUnit.SECONDS)
                        .message()
                        .orElseThrow()
                        .path("params")
                        .path("data")
                        .textValue());
    }

    @Test
    void theAcknowledgmentNamesWhatTheServerAgreesTo() {
        start();
        EventReader stream = listen(
                "1",
                "alice",
                "user",
                "{\"toolsListChanged\": true, \"promptsListChanged\": false, \"resourcesListChanged\": true}");
        assertEquals(
                "{\"toolsListChanged\":true}",
                stream.message()
                        .orElseThrow()
                        .path("params")
                        .path("notifications")
                        .toString());
        streams.publish(Change.OF_PROMPTS);
        streams.publish(Change.OF_TOOLS);
        assertEquals("notifications/tools/list_changed", method(stream.message().orElseThrow()));
    }

    /** What changes before the acknowledgment has been written comes after it, and is not lost. */
    @Test
    void theAcknowledgmentComesBeforeEveryChange() {
        start();
        afterResponse = (reply, exchange) -> streams.publish(Change.OF_TOOLS);
        EventReader stream = listen("1", "alice", "user", "{\"toolsListChanged\": true}");
        assertEquals(
                "notifications/subscriptions/acknowledged",
                method(stream.message().orElseThrow()));
        assertEquals("notifications/tools/list_changed", method(stream.message().orElseThrow()));
    }

    /** The end overtakes the changes that wait, but not the acknowledgment. */
    @Test
    void aStreamThatEndsBeforeItIsWrittenHasItsAcknowledgmentAndItsResponse() {
        start();
        afterResponse = (reply, exchange) -> {
            streams.publish(Change.OF_TOOLS);
            clock.move(Duration.ofSeconds(600));
            streams.publish(Change.OF_TOOLS); // ends the stream
            streams.publish(Change.OF_TOOLS);
        };
        List<JsonNode> messages =
                listen("1", "alice", "user", "{\"toolsListChanged\": true}").rest();
        assertEquals(2, messages.size(), messages::toString);
        assertEquals("notifications/subscriptions/acknowledged", method(messages.get(0)));
        assertTrue(messages.get(1).has("result"), messages::toString);
    }

    @Test
    void aStreamThatEndsHasTheTimeBetweenTwoBeatsForItsResponse() {
        start();
        afterResponse = (reply, exchange) -> {
            ((Listener) reply).end();
            ((Listener) reply).beat();
        };
        assertEquals(2, listen("1", "alice", "user", "{}").rest().size());
        afterResponse = (reply, exchange) -> {
            ((Listener) reply).end();
            ((Listener) reply).beat();
            ((Listener) reply).beat();
        };
        assertEquals(List.of(), listen("2", "alice", "user", "{}").rest());
    }

    @Test
    void changesThatWaitForTheNextSecondAreToldOnce() {
        start();
        EventReader stream =
                acknowledged("1", "alice", "user", "{\"toolsListChanged\": true, \"promptsListChanged\": true}");
        streams.publishSoon(Change.OF_TOOLS);
        streams.publish(Change.OF_PROMPTS);
        assertEquals(
                "notifications/prompts/list_changed", method(stream.message().orElseThrow()));
        assertEquals("notifications/tools/list_changed", method(stream.message().orElseThrow()));
        streams.publishSoon(Change.OF_PROMPTS);
        assertEquals(
                "notifications/prompts/list_changed", method(stream.message().orElseThrow()));
        app.stop();
        assertTrue(stream.message().orElseThrow().has("result"));
    }

    @Test
    void aChangeWhileItIsToldIsToldAgain() {
        start();
        EventReader stream = get("alice", "user");
        AtomicInteger times = new AtomicInteger();
        onTelling = () -> {
            if (times.incrementAndGet() == 1) {
                streams.publishSoon(Change.OF_TOOLS);
            }
        };
        streams.publishSoon(Change.OF_TOOLS);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "notifications/tools/list_changed", method(stream.message().orElseThrow()));
        }
    }

    @Test
    void tellsOnlyWhatWasAskedFor() {
        start();
        EventReader tools = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        EventReader prompts = acknowledged("\"p\"", "alice", "user", "{\"promptsListChanged\": true}");
        streams.publish(Change.OF_TOOLS);
        streams.publish(Change.OF_PROMPTS);
        JsonNode ofTools = tools.message().orElseThrow();
        assertEquals("notifications/tools/list_changed", method(ofTools));
        assertEquals("1", subscription(ofTools, "params").toString());
        JsonNode told = prompts.message().orElseThrow();
        assertEquals("notifications/prompts/list_changed", method(told));
        assertEquals("\"p\"", subscription(told, "params").toString());
        app.stop();
        assertEquals("1", subscription(tools.message().orElseThrow(), "result").toString());
        assertTrue(tools.message().isEmpty());
        assertEquals(
                "\"p\"", subscription(prompts.message().orElseThrow(), "result").toString());
    }

    @Test
    void whoMayNotReadIsNotTold() {
        start();
        String filter = "{\"resourceSubscriptions\": [\"secret://plan\"]}";
        EventReader admin = listen("1", "admin", "admin", filter);
        EventReader user = listen("2", "alice", "user", filter);
        assertTrue(admin.message().orElseThrow().toString().contains("secret://plan"));
        assertFalse(user.message().orElseThrow().toString().contains("secret://plan"));
        EventReader legacyAdmin = get("admin", "admin");
        EventReader legacyUser = get("alice", "user");
        streams.publish(SECRET);
        assertEquals("secret://plan", uri(admin.message().orElseThrow()));
        assertEquals("secret://plan", uri(legacyAdmin.message().orElseThrow()));
        app.stop();
        assertTrue(user.message().orElseThrow().has("result"), "only the final event");
        assertTrue(legacyUser.message().isEmpty(), "a legacy stream has no final event");
        assertTrue(legacyAdmin.message().isEmpty());
    }

    private static String uri(JsonNode message) {
        return message.path("params").path("uri").textValue();
    }

    @Test
    void aStreamEndsWithItsToken() {
        start(8, 1000, Duration.ofMillis(20));
        EventReader modern = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        EventReader legacy = get("alice", "user");
        clock.move(Duration.ofSeconds(600));
        assertTrue(modern.message().orElseThrow().has("result"));
        assertTrue(modern.message().isEmpty());
        assertTrue(legacy.message().isEmpty());
    }

    @Test
    void nothingIsToldAfterTheTokenHasExpired() {
        start(8, 1000, Duration.ofHours(1)); // no beat closes the stream
        EventReader stream = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        clock.move(Duration.ofSeconds(600));
        streams.publish(Change.OF_TOOLS);
        assertTrue(stream.message().orElseThrow().has("result"));
        assertTrue(stream.message().isEmpty());
    }

    @Test
    void aStreamThatFailsEndsAlone() {
        start(8, 1000, Duration.ofMillis(20));
        EventReader failing = get("buggy", "user");
        EventReader other = get("alice", "user");
        streams.publish(Change.OF_TOOLS);
        streams.publishSoon(Change.OF_PROMPTS);
        assertTrue(failing.message().isEmpty());
        assertEquals("notifications/tools/list_changed", method(other.message().orElseThrow()));
        assertEquals(
                "notifications/prompts/list_changed", method(other.message().orElseThrow()));
    }

    @Test
    void commentsKeepAStreamAlive() {
        start(8, 1000, Duration.ofMillis(20));
        EventReader stream = get("alice", "user");
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.of(":\n"), stream.frame());
        }
    }

    @Test
    void oneStreamTooManyEndsTheOldestOfTheCaller() {
        start(2, 1000, Duration.ofSeconds(5));
        EventReader first = acknowledged("1", "alice", "user", "{}");
        EventReader other = acknowledged("1", "bob", "user", "{\"toolsListChanged\": true}");
        EventReader second = acknowledged("2", "alice", "user", "{\"toolsListChanged\": true}");
        EventReader third = acknowledged("3", "alice", "user", "{\"toolsListChanged\": true}");
        assertTrue(first.message().orElseThrow().has("result"));
        assertTrue(first.message().isEmpty());
        streams.publish(Change.OF_TOOLS);
        for (EventReader stream : List.of(other, second, third)) {
            assertEquals(
                    "notifications/tools/list_changed", method(stream.message().orElseThrow()));
        }
    }

    @Test
    void theStreamsOfAUserCountWhateverTheClient() {
        start(2, 1000, Duration.ofSeconds(5));
        EventReader first = acknowledged("1", "alice@editor", "user", "{}");
        acknowledged("2", "alice@terminal", "user", "{}");
        acknowledged("3", "alice@browser", "user", "{}");
        assertTrue(first.message().orElseThrow().has("result"));
        assertTrue(first.message().isEmpty());
    }

    @Test
    void clientsOfOneUserDoNotReplaceTheLegacyStreamsOfEachOther() {
        start();
        EventReader editor = get("alice@editor", "user");
        EventReader terminal = get("alice@terminal", "user");
        streams.publish(Change.OF_TOOLS);
        for (EventReader stream : List.of(editor, terminal)) {
            assertEquals(
                    "notifications/tools/list_changed", method(stream.message().orElseThrow()));
        }
    }

    @Test
    void sessionsOfOneClientDoNotReplaceTheStreamsOfEachOther() {
        start();
        List<EventReader> open = new ArrayList<>();
        for (String session : List.of("Mcp-Session-Id: one", "Mcp-Session-Id: two", "X-Without: session")) {
            EventReader stream =
                    EventReader.get(app.port(), authorization("alice", "user"), "Accept: text/event-stream", session);
            stream.frame().orElseThrow();
            open.add(stream);
        }
        streams.publish(Change.OF_TOOLS);
        for (EventReader stream : open) {
            assertEquals(
                    "notifications/tools/list_changed", method(stream.message().orElseThrow()));
        }
    }

    @Test
    void legacyAndModernStreamsDoNotReplaceEachOther() {
        start();
        EventReader before = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        EventReader legacy = get("alice", "user");
        EventReader after = acknowledged("2", "alice", "user", "{\"toolsListChanged\": true}");
        streams.publish(Change.OF_TOOLS);
        for (EventReader stream : List.of(before, legacy, after)) {
            assertEquals(
                    "notifications/tools/list_changed", method(stream.message().orElseThrow()));
        }
    }

    @Test
    void aLegacyCallerHasOneStream() {
        start();
        EventReader first = get("alice", "user");
        EventReader second = get("alice", "user");
        assertTrue(first.message().isEmpty());
        streams.publish(Change.OF_TOOLS);
        assertEquals("notifications/tools/list_changed", method(second.message().orElseThrow()));
    }

    /** Otherwise, a client could not come back after a lost connection. */
    @Test
    void aStreamMayBeReplacedWhenTheServerIsFull() {
        start(8, 1, Duration.ofSeconds(5));
        EventReader first = get("alice", "user");
        assertEquals(503, listen("1", "bob", "user", "{}").status());
        EventReader second = get("alice", "user");
        assertTrue(first.message().isEmpty());
        streams.publish(Change.OF_TOOLS);
        assertEquals("notifications/tools/list_changed", method(second.message().orElseThrow()));
    }

    @Test
    void aStreamThatIsEndingDoesNotCount() {
        start(2, 1000, Duration.ofSeconds(5));
        EventReader oldest = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        afterResponse = (reply, exchange) -> {
            afterResponse = (nextReply, nextExchange) -> {};
            ((Listener) reply).end(); // and cannot write its response before this method returns
            acknowledged("3", "alice", "user", "{}");
        };
        assertEquals(2, listen("2", "alice", "user", "{}").rest().size());
        streams.publish(Change.OF_TOOLS);
        assertEquals("notifications/tools/list_changed", method(oldest.message().orElseThrow()));
    }

    @Test
    void noStreamOpensWhenTheServerStops() throws Exception {
        start();
        EventReader open = acknowledged("1", "alice", "user", "{}");
        CompletableFuture<CompletableFuture<Void>> stopped = new CompletableFuture<>();
        beforeCall = reply -> {
            stopped.complete(CompletableFuture.runAsync(app::stop));
            open.message().orElseThrow();
        };
        assertEquals(503, listen("2", "alice", "user", "{}").status());
        stopped.get(20, TimeUnit.SECONDS).get(20, TimeUnit.SECONDS);
    }

    /** Proxies close a connection after 60 seconds without data. A stream that is abandoned must not stay open for long, either. */
    @Test
    void theDefaultLimitsAreBelowThoseOfProxies() {
        Listeners.Limits limits = Listeners.Limits.DEFAULT;
        assertTrue(limits.beat().toSeconds() <= 30, limits::toString);
        assertTrue(limits.perUser() <= 10, limits::toString);
        assertTrue(limits.inAll() <= 1000, limits::toString);
    }

    @Test
    void rejectsStreamsWhenTheServerIsFullAndTakesThemAgain() {
        start(8, 1, Duration.ofMillis(20));
        EventReader first = acknowledged("1", "alice", "user", "{}");
        EventReader rejected = listen("1", "bob", "user", "{}");
        assertEquals(503, rejected.status());
        assertEquals("5", rejected.header("Retry-After"));
        first.close(); // the server notices at one of the next beats
        EventReader again = listen("1", "bob", "user", "{}");
        while (again.status() == 503) {
            again = listen("1", "bob", "user", "{}");
        }
        assertEquals(200, again.status());
    }

    /** Whoever opens a stream is a caller like any other: the endpoint has one limit of requests in flight. */
    @Test
    void rejectsANewStreamWhenTooManyRequestsAreInFlight() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(150);
        onPause = running::countDown;
        String body = Mcp.message("tools/call", "{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}}");
        List<Socket> calls = new ArrayList<>();
        for (int user = 0; user < 15; user++) {
            byte[] call = ("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + authorization("user-" + user, "user") + "\r\nContent-Length: " + body.length()
                            + "\r\n\r\n"
                            + body)
                    .getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 10; i++) {
                Socket socket = new Socket("localhost", app.port());
                calls.add(socket);
                socket.getOutputStream().write(call);
            }
        }
        assertTrue(running.await(50, TimeUnit.SECONDS));
        EventReader rejected = EventReader.get(app.port(), authorization("bob", "user"), "Accept: text/event-stream");
        assertEquals(503, rejected.status());
        assertEquals("1", rejected.header("Retry-After"));
        pause.complete(null);
        for (Socket call : calls) {
            call.close();
        }
    }

    /** It is disconnected, and neither the publisher nor the other streams wait for it. */
    @Test
    void aReaderThatDoesNotReadDelaysNobody() throws IOException {
        start(8, 2, Duration.ofSeconds(5));
        String lots = "x".repeat(1900);
        StringBuilder uris = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            uris.append(i == 0 ? "" : ",").append("\"").append(lots).append(i).append("\"");
        }
        String filter = "{\"resourceSubscriptions\": [" + uris + "]}";
        String body = Mcp.message("subscriptions/listen", Mcp.withMeta("{\"notifications\": " + filter + "}"));
        try (Socket silent = new Socket("localhost", app.port())) {
            silent.setReceiveBufferSize(4096);
            silent.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + authorization("admin", "admin") + "\r\n" + StreamsContract.BOTH + "\r\n"
                                    + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n"
                                    + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            readAcknowledgment(silent);
            EventReader reading = acknowledged("2", "alice", "user", "{\"toolsListChanged\": true}");
            long start = System.nanoTime();
            for (int round = 0; round < 500; round++) {
                for (int i = 0; i < 100; i++) {
                    streams.publish(Change.of(lots + i));
                }
            }
            streams.publish(Change.OF_TOOLS);
            assertEquals(
                    "notifications/tools/list_changed", method(reading.message().orElseThrow()));
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 30);
            assertEquals(200, listen("3", "bob", "user", "{}").status(), "the silent client has lost its place");
        }
    }

    /**
     * The thread of the call waits until its client reads; the other calls, also of the same user, have threads of their own.
     */
    @Test
    void aClientThatDoesNotReadItsCallDelaysOnlyThisCall() throws Exception {
        String text = "x".repeat(64 * 1024);
        CountDownLatch ended = new CountDownLatch(1);
        Tool talkative = new Tool(
                new ToolDefinition("talk", "", "", Json.toTree(Map.of()), Json.toTree(Map.of()), READ_ONLY),
                (arguments, exchange) -> {
                    called.countDown();
                    for (int i = 0; i < 1000; i++) { // 64 MB, which no buffer takes
                        Outbox.of(exchange)
                                .send(EventStream.notification("notifications/message", Map.of("data", text)));
                    }
                    ended.countDown();
                    return CallToolResult.error("done");
                });
        streams = new Streams(clock);
        app = serverWith(List.of(talkative, Reverse.with(time -> {}))).start();
        String body = Mcp.message("tools/call", "{\"name\": \"talk\"}");
        try (Socket silent = new Socket()) {
            silent.setReceiveBufferSize(4096);
            silent.connect(new InetSocketAddress("localhost", app.port()));
            silent.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + authorization("alice", "user") + "\r\n" + StreamsContract.BOTH
                                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            assertTrue(called.await(20, TimeUnit.SECONDS));
            for (String user : List.of("alice", "bob")) {
                assertEquals(
                        11,
                        reverse(user, "2025-11-25", 1, "\"progressToken\": 1")
                                .rest()
                                .size());
            }
            assertEquals(1, ended.getCount(), "the silent client has taken everything");
            assertEquals(1, streams.runningCalls());
        }
        assertTrue(ended.await(60, TimeUnit.SECONDS), "the call does not end, although its client is gone");
    }

    /** A server with these tools for everyone, in which a blocked write may wait for minutes. */
    private Javalin serverWith(List<Tool> tools) {
        return serverWith(tools, config -> {});
    }

    private Javalin serverWith(List<Tool> tools, Part more) {
        Environment environment = new Environment(TokenFixture.settings(KEYS));
        McpServer server = McpServer.from(environment)
                .add(streams)
                .add(more)
                .add(config -> config.jetty.modifyServer(jetty -> jetty.addEventListener(new LifeCycle.Listener() {
                    @Override
                    public void lifeCycleStarting(LifeCycle starting) {
                        ((ServerConnector) jetty.getConnectors()[0]).setIdleTimeout(300_000);
                    }
                })));
        JsonRpcHandler methods = streams.addTo(new Catalog(tools, List.of()).methods(), Offer.NOTHING);
        return server.create(BearerTokens.from(environment, server, clock)
                .admit(caller -> streams.grant(caller, new CallerContext(methods, caller))));
    }

    private static void readAcknowledgment(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (read.indexOf("acknowledged") < 0) {
            read.append(new String(buffer, 0, socket.getInputStream().read(buffer), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theSameChangeWaitsOnlyOnce() {
        start();
        afterResponse = (reply, exchange) -> {
            for (int i = 0; i < 10_000; i++) {
                streams.publish(Change.OF_TOOLS);
            }
        };
        EventReader stream = acknowledged("1", "alice", "user", "{\"toolsListChanged\": true}");
        assertEquals("notifications/tools/list_changed", method(stream.message().orElseThrow()));
        app.stop();
        assertTrue(stream.message().orElseThrow().has("result"), "the stream was not overrun");
    }

    /** How many steps of ten a call does whose client disconnects after the first. */
    private int stepsAfterDisconnecting(String version) {
        start();
        AtomicInteger steps = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        onPause = () -> {
            if (steps.incrementAndGet() > 1) {
                pace(closed);
            }
        };
        EventReader call = reverse("alice", version, 1, "\"progressToken\": 1");
        call.message().orElseThrow();
        call.close();
        closed.countDown();
        while (streams.runningCalls() > 0) {
            Thread.onSpinWait();
        }
        return steps.get();
    }

    /** The server notices when it writes: a tool that reports now and then stops long before its end. */
    @Test
    void closingItsStreamCancelsAModernCall() {
        int steps = stepsAfterDisconnecting(Mcp.MODERN);
        assertTrue(steps < 10, steps + " steps");
    }

    @Test
    void aLostConnectionDoesNotCancelALegacyCall() {
        assertEquals(10, stepsAfterDisconnecting("2025-11-25"));
    }

    /** The tool works a while between two reports, so that the end of the connection can arrive. */
    private static void pace(CountDownLatch closed) {
        try {
            assertTrue(closed.await(20, TimeUnit.SECONDS));
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theCallerCancelsALegacyCall() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CompletableFuture<EventReader> call =
                CompletableFuture.supplyAsync(() -> reverse("alice", "2025-11-25", 7, "\"progressToken\": 1"));
        assertTrue(called.await(20, TimeUnit.SECONDS));
        assertEquals(202, cancel("bob", "7"));
        assertEquals(202, cancel("alice", "\"7\""));
        assertEquals(202, cancel("alice", "8"));
        assertEquals(202, cancel("alice", "7"));
        pause.complete(null);
        EventReader cancelled = call.get(20, TimeUnit.SECONDS);
        assertEquals("text/event-stream", cancelled.header("Content-Type"));
        assertEquals(List.of(), cancelled.rest());
    }

    @Test
    void aCancellationAfterTheEndDoesNothing() {
        start();
        assertEquals(
                11,
                reverse("alice", "2025-11-25", 7, "\"progressToken\": 1").rest().size());
        assertEquals(202, cancel("alice", "7"));
        assertEquals(
                11,
                reverse("alice", "2025-11-25", 7, "\"progressToken\": 1").rest().size());
    }

    @Test
    void othersCannotCancelACall() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CompletableFuture<EventReader> call =
                CompletableFuture.supplyAsync(() -> reverse("alice", "2025-11-25", 7, "\"progressToken\": 1"));
        assertTrue(called.await(20, TimeUnit.SECONDS));
        cancel("bob", "7");
        cancel("alice@another-client", "7");
        cancel("alice", "\"7\"");
        pause.complete(null);
        assertEquals(11, call.get(20, TimeUnit.SECONDS).rest().size());
    }

    /** A modern client closes its stream instead. */
    @Test
    void onlyTheNotificationOfALegacyClientCancels() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CompletableFuture<EventReader> call =
                CompletableFuture.supplyAsync(() -> reverse("alice", "2025-11-25", 7, "\"progressToken\": 1"));
        assertTrue(called.await(20, TimeUnit.SECONDS));
        assertEquals(202, notify("alice", "notifications/cancelled", "7", Mcp.MODERN));
        assertEquals(202, notify("alice", "notifications/progress", "7", "2025-11-25"));
        pause.complete(null);
        assertEquals(11, call.get(20, TimeUnit.SECONDS).rest().size());
    }

    /** A tool that does not look whether it is cancelled says nothing more, either. */
    @Test
    void aCallThatIsCancelledInTheMiddleOfItsStreamSaysNothingMore() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        Tool stubborn = tool("reverse", exchange -> {
            Outbox.of(exchange).send(EventStream.notification("notifications/message", Map.of("data", "first")));
            goOn.join();
            Outbox.of(exchange).send(EventStream.notification("notifications/message", Map.of("data", "second")));
        });
        streams = new Streams(clock);
        app = serverWith(List.of(stubborn)).start();
        EventReader call = reverse("alice", "2025-11-25", 7, "\"progressToken\": 1");
        assertTrue(call.message().orElseThrow().toString().contains("first"));
        assertEquals(202, cancel("alice", "7"));
        goOn.complete(null);
        assertEquals(List.of(), call.rest());
    }

    /** Without a stream that could end, the client would wait for ever. */
    @Test
    void aCancelledCallWithoutAStreamGetsItsResponse() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CompletableFuture<EventReader> call = CompletableFuture.supplyAsync(() -> EventReader.post(
                app.port(),
                Mcp.message("tools/call", "{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}}"),
                authorization("alice", "user"),
                "Accept: application/json",
                "MCP-Protocol-Version: 2025-11-25"));
        assertTrue(called.await(20, TimeUnit.SECONDS));
        assertEquals(202, cancel("alice", "1"));
        pause.complete(null);
        EventReader cancelled = call.get(20, TimeUnit.SECONDS);
        assertEquals("application/json", cancelled.header("Content-Type"));
        assertTrue(cancelled.rest().get(0).path("result").path("isError").booleanValue());
    }

    /** A thread that a tool has left behind may still report. */
    @Test
    void nothingFollowsTheResponse() {
        start();
        JsonNode late = Json.toTree(Map.of("jsonrpc", "2.0", "method", "late"));
        afterResponse = (reply, exchange) -> Outbox.of(exchange).send((ObjectNode) late);
        List<JsonNode> stream =
                reverse("alice", "2025-11-25", 1, "\"progressToken\": 1").rest();
        assertEquals(11, stream.size());
        assertTrue(stream.get(10).has("result"));
        EventReader object = reverse("alice", "2025-11-25", 1, "");
        assertEquals("application/json", object.header("Content-Type"));
        assertEquals(1, object.rest().size());
    }

    @Test
    void anAmbiguousCancellationCancelsNothing() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CountDownLatch both = new CountDownLatch(2);
        onPause = both::countDown;
        CompletableFuture<EventReader> one =
                CompletableFuture.supplyAsync(() -> reverse("alice", "2025-11-25", 7, "\"progressToken\": 1"));
        CompletableFuture<EventReader> two =
                CompletableFuture.supplyAsync(() -> reverse("alice", "2025-11-25", 7, "\"progressToken\": 2"));
        assertTrue(both.await(20, TimeUnit.SECONDS));
        cancel("alice", "7");
        pause.complete(null);
        assertEquals(11, one.get(20, TimeUnit.SECONDS).rest().size());
        assertEquals(11, two.get(20, TimeUnit.SECONDS).rest().size());
    }

    @Test
    void aRunningCallIsToldThatTheServerStops() throws Exception {
        start();
        pause = new CompletableFuture<>();
        CompletableFuture<EventReader> call =
                CompletableFuture.supplyAsync(() -> reverse("alice", Mcp.MODERN, 1, "\"progressToken\": 1"));
        assertTrue(called.await(20, TimeUnit.SECONDS));
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(app::stop);
        while (!streams.isStopping()) {
            Thread.onSpinWait();
        }
        pause.complete(null);
        JsonNode response = call.get(20, TimeUnit.SECONDS).rest().get(0);
        assertTrue(response.path("result").path("isError").booleanValue(), response::toString);
        assertTrue(response.toString().contains("The server is stopping"));
        stopped.get(20, TimeUnit.SECONDS);
    }

    /** Streams end while others are being opened: none of them ends without its response. */
    @Test
    void everyStreamThatIsReplacedGetsItsResponse() {
        start(2, 1000, Duration.ofSeconds(5));
        List<String> wrong = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> {
                    EventReader stream = listen(String.valueOf(i), "alice", "user", "{}");
                    open.add(stream);
                    return stream.status() == 200 ? "" : "status " + stream.status();
                })
                .filter(text -> !text.isEmpty())
                .toList();
        app.stop();
        assertEquals(List.of(), wrong);
        for (EventReader stream : open) {
            List<JsonNode> messages = stream.rest();
            assertEquals(2, messages.size(), messages::toString);
            assertTrue(messages.get(1).has("result"), messages::toString);
        }
    }

    /** What Javalin does at the end of a response must not delay the thread that tells the other streams. */
    @Test
    void theEndOfAStreamDelaysNoOther() throws Exception {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        pause = goOn;
        streams = new Streams(clock);
        app = serverWith(List.of(), config -> config.routes.after(ctx -> goOn.join()))
                .start();
        EventReader stream = listen("1", "alice", "user", "{}");
        stream.message().orElseThrow();
        clock.move(Duration.ofSeconds(600));
        CompletableFuture.runAsync(() -> streams.publish(Change.OF_TOOLS)) // which ends the stream
                .get(20, TimeUnit.SECONDS);
        assertTrue(stream.message().orElseThrow().has("result"));
        goOn.complete(null);
        assertTrue(stream.message().isEmpty());
    }

    @Test
    void everyOpenStreamIsToldThatTheServerStops() {
        start(200, 1000, Duration.ofSeconds(5));
        List<EventReader> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(acknowledged(String.valueOf(i), "alice", "user", "{}"));
        }
        app.stop();
        for (int i = 0; i < open.size(); i++) {
            JsonNode last = open.get(i).message().orElseThrow();
            assertEquals(String.valueOf(i), subscription(last, "result").toString());
            assertTrue(open.get(i).message().isEmpty());
        }
    }

    @Test
    void textCannotBreakAnEvent() {
        String frame = EventStream.event(EventStream.notification("m", Map.of("a", "x\n\nevent: other\r\n\u2028")));
        assertEquals(4, frame.lines().count() + 1, frame);
        assertEquals(
                "x\n\nevent: other\r\n\u2028",
                Json.parse(frame.substring(frame.indexOf('{')).getBytes(StandardCharsets.UTF_8))
                        .path("params")
                        .path("a")
                        .textValue());
    }
}
