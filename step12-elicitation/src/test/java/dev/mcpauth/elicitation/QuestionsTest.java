package dev.mcpauth.elicitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.TokenFixture;
import dev.mcpauth.streams.EventReader;
import io.javalin.Javalin;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    private final MovableClock clock = new MovableClock();
    private final List<Javalin> apps = new ArrayList<>();

    private int start(Duration patience) {
        Map<String, String> settings = new HashMap<>(TokenFixture.settings(KEYS));
        Environment environment = new Environment(settings);
        Javalin app = App.create(environment, clock, time -> {}, BearerTokens::from, patience);
        apps.add(app.start());
        return app.port();
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
