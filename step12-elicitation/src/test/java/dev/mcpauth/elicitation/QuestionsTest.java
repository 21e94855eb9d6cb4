package dev.mcpauth.elicitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.PromptDefinition;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.GetPromptResult;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.TokenFixture;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.resources.Resource;
import dev.mcpauth.resources.ResourceContents;
import dev.mcpauth.resources.ResourceMethods;
import dev.mcpauth.resources.ResourcePolicy;
import dev.mcpauth.resources.Resources;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.streams.EventReader;
import dev.mcpauth.streams.StreamingServer;
import io.javalin.Javalin;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions that are not answered, and states that clients keep. */
@Timeout(120)
class QuestionsTest {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final String KEY = "k".repeat(32);
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final ToolDefinition.Annotations READ_ONLY = new ToolDefinition.Annotations(true, true, false);

    private final MovableClock clock = new MovableClock();
    private final List<Javalin> apps = new ArrayList<>();

    private int start(Duration patience) {
        Map<String, String> settings = new HashMap<>(TokenFixture.settings(KEYS));
        Environment environment = new Environment(settings);
        Javalin app = App.create(environment, clock, time -> {}, BearerTokens::from, patience);
        apps.add(app.start());
        return app.port();
    }

    /** A server whose tools ask in ways in which those of the course do not. */
    private int start(Map<String, Function<Asker, String>> tools) {
        return start(tools, server -> {});
    }

    private int start(Map<String, Function<Asker, String>> tools, Consumer<StreamingServer> more) {
        Environment environment = new Environment(TokenFixture.settings(KEYS));
        Questions questions = Questions.from(environment, clock, Duration.ofMinutes(1));
        StreamingServer server = new StreamingServer(environment, clock);
        tools.forEach((name, work) -> server.add(new Tool(
                new ToolDefinition(name, "", "", Json.toTree(Map.of()), Json.toTree(Map.of()), READ_ONLY),
                (arguments, exchange) -> CallToolResult.of(work.apply(Asker.of(exchange)), Map.of()))));
        more.accept(server);
        Javalin app = server.wrap(questions::lettingAsk)
                .admit(questions::takingAnswers)
                .create(BearerTokens::from);
        apps.add(app.start());
        return app.port();
    }

    /** Asks for a text, which either confirms something or does not. */
    private static String text(Asker asker, String key, boolean confirms) {
        return asker.ask(key, question(key, confirms))
                .path("content")
                .path("text")
                .asText();
    }

    private static Question question(String key, boolean confirms) {
        Question question = Question.form(key + "?", Json.toTree(Map.of("type", "object")));
        return confirms ? question.thatMustBeAsked() : question;
    }

    /** Calls a method of 2026-07-28 whose client can be asked. */
    private JsonNode modern(int port, String method, String name, String params) {
        String body = Mcp.message(method, Mcp.withMeta(params))
                .replace("clientCapabilities\": {}", "clientCapabilities\": {\"elicitation\": {}}");
        return EventReader.post(
                        port,
                        body,
                        authorization("admin", "admin"),
                        "MCP-Protocol-Version: 2026-07-28",
                        "Mcp-Method: " + method,
                        "Mcp-Name: " + name)
                .message()
                .orElseThrow();
    }

    private JsonNode call(int port, String tool) {
        return modern(port, "tools/call", tool, "{\"name\": \"" + tool + "\", \"arguments\": {}}");
    }

    /** Calls the tool again, with the state of a result that asks, and with a text for each key. */
    private JsonNode retry(int port, String tool, JsonNode asking, Map<String, String> answers) {
        return modern(port, "tools/call", tool, retryParams(tool, asking, answers));
    }

    private static String retryParams(String name, JsonNode asking, Map<String, String> answers) {
        Map<String, Object> responses = new HashMap<>();
        answers.forEach((key, text) -> responses.put(key, Map.of("action", "accept", "content", Map.of("text", text))));
        return Json.writeText(Map.of(
                "name", name, "arguments", Map.of(), "requestState", stateOf(asking), "inputResponses", responses));
    }

    private static String stateOf(JsonNode asking) {
        String state = asking.path("result").path("requestState").textValue();
        assertTrue(state != null, asking::toString);
        return state;
    }

    private static List<String> asked(JsonNode response) {
        List<String> keys = new ArrayList<>();
        response.path("result").path("inputRequests").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String textOf(JsonNode response) {
        return response.path("result").path("content").path(0).path("text").asText(response.toString());
    }

    private static void assertInvalidParams(JsonNode response, String reason) {
        assertEquals(-32602, response.path("error").path("code").intValue(), response::toString);
        assertTrue(response.path("error").path("message").textValue().contains(reason), response::toString);
    }

    @AfterEach
    void stop() {
        apps.forEach(Javalin::stop);
    }

    private String authorization(String user, String role) {
        return authorization(user, role, "test-client");
    }

    private String authorization(String user, String role, String client) {
        return "Authorization: Bearer "
                + TokenFixture.valid(PAIR, clock.instant())
                        .with("sub", user)
                        .with("client_id", client)
                        .with("scope", "mcp:read mcp:tools mcp:prompts")
                        .with("roles", List.of(role))
                        .token();
    }

    private EventReader legacy(int port, String authorization, String method, String params, String... headers) {
        List<String> all = new ArrayList<>(List.of(
                authorization, "Accept: application/json, text/event-stream", "MCP-Protocol-Version: 2025-11-25"));
        all.addAll(List.of(headers));
        return EventReader.post(port, Mcp.message(method, params), all.toArray(String[]::new));
    }

    private String session(int port, String authorization) {
        return "Mcp-Session-Id: "
                + legacy(
                                port,
                                authorization,
                                "initialize",
                                "{\"protocolVersion\": \"2025-11-25\", \"capabilities\": {\"elicitation\": {}}}")
                        .header("Mcp-Session-Id");
    }

    private EventReader share(int port, String authorization, String session, String with) {
        return legacy(
                port,
                authorization,
                "tools/call",
                "{\"name\": \"share_audit_log\", \"arguments\": {\"with\": \"" + with + "\"}}",
                session);
    }

    private int answer(int port, String authorization, JsonNode question) {
        String body = "{\"jsonrpc\": \"2.0\", \"id\": " + question.path("id")
                + ", \"result\": {\"action\": \"accept\", \"content\": {\"share\": true}}}";
        return EventReader.post(port, body, authorization, "MCP-Protocol-Version: 2025-11-25")
                .status();
    }

    private static String errorOf(EventReader call) {
        List<JsonNode> rest = call.rest();
        JsonNode result = rest.get(rest.size() - 1).path("result");
        assertTrue(result.path("isError").booleanValue(), rest::toString);
        return result.path("content").path(0).path("text").textValue();
    }

    @Test
    void aQuestionIsNotAskedForEver() {
        int port = start(Duration.ofMillis(50));
        String admin = authorization("admin", "admin");
        EventReader call = share(port, admin, session(port, admin), "bob");
        assertEquals(
                "elicitation/create",
                call.message().orElseThrow().path("method").textValue());
        assertEquals("The client did not answer in time", errorOf(call));
    }

    @Test
    void anOpenQuestionDoesNotDelayTheStop() {
        int port = start(Duration.ofMinutes(1));
        String admin = authorization("admin", "admin");
        EventReader call = share(port, admin, session(port, admin), "bob");
        call.message().orElseThrow();
        long start = System.nanoTime();
        apps.get(0).stop();
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5, "the stop waited for the answer");
        assertFalse(errorOf(call).isEmpty());
    }

    @Test
    void aUserHasAtMostEightOpenQuestions() {
        int port = start(Duration.ofMinutes(1));
        String admin = authorization("admin", "admin");
        String session = session(port, admin);
        List<EventReader> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EventReader call = share(port, admin, session, "bob");
            call.message().orElseThrow();
            open.add(call);
        }
        assertTrue(errorOf(share(port, admin, session, "bob")).contains("Too many questions"));
        String elsewhere = authorization("admin", "admin", "another-client");
        assertTrue(
                errorOf(share(port, elsewhere, session(port, elsewhere), "bob")).contains("Too many questions"));
        String other = authorization("other", "admin");
        EventReader others = share(port, other, session(port, other), "bob");
        assertEquals(
                "elicitation/create",
                others.message().orElseThrow().path("method").textValue());
    }

    /** Questions, progress and changes at once: each caller gets what belongs to them, and nothing else. */
    @Test
    void everyEventReachesItsOwnCaller() {
        int port = start(Duration.ofMinutes(1));
        Set<String> wrong = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> {
                    String caller = authorization("user-" + i, "admin");
                    String session = session(port, caller);
                    EventReader stream = EventReader.get(port, caller, "Accept: text/event-stream", session);
                    legacy(port, caller, "resources/subscribe", "{\"uri\": \"audit://decisions\"}", session)
                            .rest();
                    String token = "token-" + i;
                    List<JsonNode> progress = legacy(
                                    port,
                                    caller,
                                    "tools/call",
                                    "{\"name\": \"reverse\", \"arguments\": {\"text\": \"abc\"}, \"_meta\": "
                                            + "{\"progressToken\": \"" + token + "\"}}",
                                    session)
                            .rest();
                    boolean own = progress.size() == 11
                            && progress.stream()
                                    .limit(10)
                                    .allMatch(each -> each.path("params")
                                            .path("progressToken")
                                            .textValue()
                                            .equals(token));
                    EventReader call = share(port, caller, session, "friend-" + i);
                    JsonNode question = call.message().orElseThrow();
                    own &= question.path("params").path("message").textValue().endsWith("with friend-" + i + "?");
                    answer(port, caller, question);
                    List<JsonNode> rest = call.rest();
                    own &= rest.size() == 1 && rest.get(0).toString().contains("with friend-" + i + ".");
                    own &= stream.status() == 200;
                    stream.close();
                    return own ? "" : "user-" + i;
                })
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(""), wrong);
    }

    /** Nine questions one after the other are fine; only eight may be open. */
    @Test
    void anAnsweredQuestionDoesNotCount() {
        int port = start(Duration.ofMinutes(1));
        String admin = authorization("admin", "admin");
        String session = session(port, admin);
        for (int i = 0; i < 9; i++) {
            EventReader call = share(port, admin, session, "bob");
            JsonNode question = call.message().orElseThrow();
            assertTrue(question.path("id").textValue().matches("question-[0-9a-f-]{36}"), "nobody can guess the id");
            assertEquals(202, answer(port, admin, question));
            assertTrue(call.rest().get(0).toString().contains("with bob."));
        }
    }

    @Test
    void aClientThatTakesNoStreamIsNotAsked() {
        int port = start(Duration.ofMinutes(1));
        String admin = authorization("admin", "admin");
        EventReader call = EventReader.post(
                port,
                Mcp.message("tools/call", "{\"name\": \"share_audit_log\", \"arguments\": {\"with\": \"bob\"}}"),
                admin,
                session(port, admin),
                "Accept: application/json",
                "MCP-Protocol-Version: 2025-11-25");
        assertTrue(errorOf(call).contains("does not accept an event stream"));
    }

    /** Each waiting call holds a thread. Clients give up after five minutes at most. */
    @Test
    void theDefaultPatienceIsAMinute() {
        assertTrue(Questions.PATIENCE.compareTo(Duration.ofMinutes(1)) <= 0);
    }

    @Test
    void aSessionLastsForADay() {
        int port = start(Duration.ofMinutes(1));
        String session = session(port, authorization("admin", "admin"));
        clock.move(Duration.ofDays(1).minusSeconds(1));
        assertEquals(
                200,
                legacy(port, authorization("admin", "admin"), "ping", "{}", session)
                        .status());
        clock.move(Duration.ofSeconds(1));
        assertEquals(
                404,
                legacy(port, authorization("admin", "admin"), "ping", "{}", session)
                        .status());
    }

    @Test
    void aStateLastsForTenMinutes() {
        int port = start(Map.of("ask", asker -> text(asker, "first", false)));
        JsonNode asking = call(port, "ask");
        clock.move(LIFETIME.minusSeconds(1));
        assertEquals("A", textOf(retry(port, "ask", asking, Map.of("first", "A"))));
        clock.move(Duration.ofSeconds(1));
        assertInvalidParams(retry(port, "ask", asking, Map.of("first", "A")), "\"requestState\" is not valid");
    }

    /** An answer that comes before its question does not count, and one that has counted is not replaced. */
    @Test
    void earlierAnswersComeOutOfTheState() {
        int port = start(Map.of("ask", asker -> text(asker, "first", true) + text(asker, "second", true)));
        JsonNode one = call(port, "ask");
        assertEquals(List.of("first"), asked(one));
        JsonNode two = retry(port, "ask", one, Map.of("first", "A", "second", "early"));
        assertEquals(List.of("second"), asked(two));
        JsonNode three = retry(port, "ask", two, Map.of("first", "other", "second", "B"));
        assertEquals("AB", textOf(three));
        assertInvalidParams(retry(port, "ask", two, Map.of("second", "B")), "used before");
    }

    @Test
    void anAnswerCannotBeReplacedInALaterRound() {
        int port = start(Map.of("ask", asker -> text(asker, "first", false) + text(asker, "second", true)));
        JsonNode two = retry(port, "ask", call(port, "ask"), Map.of("first", "A"));
        assertEquals("AB", textOf(retry(port, "ask", two, Map.of("first", "other", "second", "B"))));
    }

    @Test
    void onlyMissingAnswersAreAskedForAgain() {
        int port = start(Map.of("ask", asker -> {
            Map<String, ObjectNode> both =
                    asker.ask(Map.of("first", question("first", true), "second", question("second", true)));
            return both.get("first").at("/content/text").asText()
                    + both.get("second").at("/content/text").asText();
        }));
        JsonNode one = call(port, "ask");
        assertEquals(List.of("first", "second"), asked(one));
        JsonNode two = retry(port, "ask", one, Map.of("first", "A"));
        assertEquals(List.of("second"), asked(two));
        assertEquals("AB", textOf(retry(port, "ask", two, Map.of("second", "B"))));
    }

    @Test
    void aStateThatConfirmsNothingMayBeUsedAgain() {
        int port = start(Map.of("ask", asker -> text(asker, "first", false)));
        JsonNode asking = call(port, "ask");
        for (int i = 0; i < 2; i++) {
            assertEquals("A", textOf(retry(port, "ask", asking, Map.of("first", "A"))));
        }
    }

    @Test
    void theAnswersInAStateAreLimitedInSize() {
        int port = start(Map.of("ask", asker -> text(asker, "first", true) + text(asker, "second", true)));
        JsonNode long1 = retry(port, "ask", call(port, "ask"), Map.of("first", "x".repeat(64 * 1024)));
        assertInvalidParams(long1, "the answers are too long");
    }

    /** A tool and a prompt may have the same name and the same arguments. */
    @Test
    void aStateIsForOneMethod() {
        int port = start(
                Map.of("twin", asker -> text(asker, "first", true)),
                server -> server.add(new Prompt(
                        new PromptDefinition("twin", "", "", List.of()),
                        (arguments, exchange) -> GetPromptResult.of("", text(Asker.of(exchange), "first", true)))));
        JsonNode ofTool = call(port, "twin");
        JsonNode ofPrompt = modern(port, "prompts/get", "twin", "{\"name\": \"twin\", \"arguments\": {}}");
        assertEquals(List.of("first"), asked(ofPrompt));
        assertInvalidParams(
                modern(port, "prompts/get", "twin", retryParams("twin", ofTool, Map.of("first", "A"))),
                "\"requestState\" is not valid");
        assertEquals(
                "A",
                modern(port, "prompts/get", "twin", retryParams("twin", ofPrompt, Map.of("first", "A")))
                        .at("/result/messages/0/content/text")
                        .textValue());
        JsonNode cannot = legacy(port, authorization("admin", "admin"), "prompts/get", "{\"name\": \"twin\"}")
                .message()
                .orElseThrow();
        assertInvalidParams(cannot, "elicitation");
    }

    /** What was read after a question is for nobody else, even if nothing had to be answered. */
    @Test
    void whatIsReadWithAStateIsForNoCache() {
        String uri = "test://asks-once";
        AtomicBoolean asks = new AtomicBoolean(true);
        Resource resource = new Resource(
                new Resource.Definition(uri, "asks-once", "", "", "text/plain"),
                new Caching(Duration.ofMinutes(5), Caching.Scope.PUBLIC),
                exchange -> {
                    if (asks.getAndSet(false)) {
                        text(Asker.of(exchange), "first", true);
                    }
                    return new ResourceContents.Text(uri, "text/plain", "text");
                });
        Resources resources = new Resources(List.of(resource), List.of());
        int port = start(Map.of(), server -> {
            Policy policy = ResourcePolicy.of(server.policy());
            server.allow(policy)
                    .nameTargets(targets -> ResourcePolicy.targets(resources, targets))
                    .addMethods(new ResourceMethods(resources, policy)::addTo);
        });
        JsonNode asking = modern(port, "resources/read", uri, Json.writeText(Map.of("uri", uri)));
        String again = Json.writeText(Map.of("uri", uri, "requestState", stateOf(asking)));
        JsonNode read = modern(port, "resources/read", uri, again).path("result");
        assertEquals("text", read.at("/contents/0/text").textValue());
        assertEquals("private", read.path("cacheScope").textValue());
        assertEquals(0, read.path("ttlMs").intValue());
        assertEquals(
                "public",
                modern(port, "resources/read", uri, Json.writeText(Map.of("uri", uri)))
                        .at("/result/cacheScope")
                        .textValue());
    }

    /** For as long as it is valid, and not for a shorter time. */
    @Test
    void aConfirmedStateIsRememberedUntilItExpires() {
        SpentStates spent = new SpentStates(clock);
        for (int i = 1; i < SpentStates.CAPACITY; i++) {
            assertTrue(spent.spend("state-" + i, Instant.MAX));
        }
        Seal seal = seal(KEY);
        ObjectNode params = Json.toTree(Map.of(
                "name",
                "ask",
                "_meta",
                Map.of("io.modelcontextprotocol/clientCapabilities", Map.of("elicitation", Map.of()))));
        String state = confirm(params, seal, spent).body().path("requestState").textValue();
        params.put("requestState", state);
        params.set("inputResponses", Json.toTree(Map.of("first", Map.of("action", "accept"))));
        assertFalse(confirm(params, seal, spent).body().has("requestState"));
        clock.move(LIFETIME.minusSeconds(1));
        assertThrows(CannotAskException.class, () -> spent.spend("b", Instant.MAX));
        clock.move(Duration.ofSeconds(1));
        assertTrue(spent.spend("b", Instant.MAX));
    }

    private static Result confirm(ObjectNode params, Seal seal, SpentStates spent) {
        Caller caller = new Caller("admin", "admin", Optional.empty(), Set.of(), Set.of(), Instant.MAX);
        JsonRpcRequest request = new JsonRpcRequest(Optional.empty(), "tools/call", params);
        return (Result) new ModernAsker(request, caller, seal, spent)
                .call(
                        (same, exchange) -> {
                            text(Asker.of(exchange), "first", true);
                            return Result.of(Map.of());
                        },
                        new Exchange(ProtocolVersion.V2026_07_28));
    }

    @Test
    void aStateIsSpentOnceUntilItExpires() {
        SpentStates spent = new SpentStates(clock);
        Instant expiry = clock.instant().plus(LIFETIME);
        assertTrue(spent.spend("a", expiry));
        assertFalse(spent.spend("a", expiry));
        for (int i = 1; i < SpentStates.CAPACITY; i++) {
            assertTrue(spent.spend("state-" + i, expiry));
        }
        assertThrows(CannotAskException.class, () -> spent.spend("b", expiry));
        clock.move(LIFETIME.minusSeconds(1));
        assertThrows(CannotAskException.class, () -> spent.spend("b", expiry));
        clock.move(Duration.ofSeconds(1));
        assertTrue(spent.spend("b", expiry.plus(LIFETIME)));
    }

    @Test
    void aStateIsSpentOnceByManyAtOnce() {
        SpentStates spent = new SpentStates(clock);
        int states = SpentStates.CAPACITY - 1;
        CyclicBarrier together = new CyclicBarrier(4);
        List<CompletableFuture<Integer>> counts = IntStream.range(0, 4)
                .mapToObj(thread -> CompletableFuture.supplyAsync(
                        () -> {
                            await(together);
                            return (int) IntStream.range(0, states)
                                    .filter(i -> spent.spend("state-" + i, Instant.MAX))
                                    .count();
                        },
                        task -> new Thread(task).start()))
                .toList();
        assertEquals(states, counts.stream().mapToInt(CompletableFuture::join).sum());
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private Seal seal(String key) {
        return Seal.from(new Environment(Map.of("MCP_STATE_KEY", key)), clock);
    }

    private static ObjectNode content() {
        return JsonNodeFactory.instance.objectNode().put("a", "b");
    }

    @Test
    void whatWasSealedExpires() {
        String sealed = seal(KEY).seal("state", content(), LIFETIME);
        clock.move(LIFETIME.minusSeconds(1));
        assertTrue(seal(KEY).open("state", sealed).isPresent());
        clock.move(Duration.ofSeconds(1));
        assertFalse(seal(KEY).open("state", sealed).isPresent());
    }

    @Test
    void serversWithOneKeyBelieveEachOtherAndNoOthers() {
        String sealed = seal(KEY).seal("state", content(), LIFETIME);
        assertEquals(
                "b", seal(KEY).open("state", sealed).orElseThrow().path("a").textValue());
        assertFalse(seal(KEY + "x").open("state", sealed).isPresent());
        Environment none = new Environment(Map.of());
        assertFalse(Seal.from(none, clock)
                .open("state", Seal.from(none, clock).seal("state", content(), LIFETIME))
                .isPresent());
    }

    @Test
    void whatWasSealedForOnePurposeIsOfNoUseForAnother() {
        String sealed = seal(KEY).seal("session", content(), LIFETIME);
        assertTrue(seal(KEY).open("session", sealed).isPresent());
        assertFalse(seal(KEY).open("requestState", sealed).isPresent());
    }

    @Test
    void aShortKeyIsAnErrorThatDoesNotShowIt() {
        InvalidSettingException e = assertThrows(InvalidSettingException.class, () -> seal("too short"));
        assertTrue(e.getMessage().contains("MCP_STATE_KEY"));
        assertFalse(e.getMessage().contains("too short"));
    }
}
