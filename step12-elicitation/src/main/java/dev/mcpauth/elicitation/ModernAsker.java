package dev.mcpauth.elicitation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Asks by ending the call (MCP 2026-07-28, MRTR). The questions and answers so far travel in {@code requestState}, sealed for
 * this caller and this call, so an answer cannot be used for another call. A state that confirms something is valid once.
 */
final class ModernAsker implements Asker {

    /** Long enough for a user to decide. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final ObjectWriter SORTED =
            new ObjectMapper().writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final String PURPOSE = "requestState";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";

    /** Ends the call. The client will send it again, with the answers. */
    private static final class InputRequired extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final transient Map<String, Question> questions;

        private InputRequired(Map<String, Question> questions) {
            super(null, null, false, false);
            this.questions = questions;
        }
    }

    private record InputRequiredResult(String resultType, Map<String, Question> inputRequests, String requestState) {}

    private final JsonRpcRequest request;
    private final Caller caller;
    private final Seal seal;
    private final SpentStates spent;
    private final Capabilities capabilities;
    private final ObjectNode given;

    /** The state of this request, until it has confirmed something. */
    private Optional<ObjectNode> unspent;

    private final Set<String> asked = new HashSet<>();
    private final ObjectNode answers = JsonNodeFactory.instance.objectNode();

    /** @throws JsonRpcException -32602 if the state is not from this server, or for another caller or call */
    ModernAsker(JsonRpcRequest request, Caller caller, Seal seal, SpentStates spent) {
        this.request = request;
        this.caller = caller;
        this.seal = seal;
        this.spent = spent;
        this.capabilities = Capabilities.of(request.params().path("_meta").path(CAPABILITIES));
        this.given = request.object("inputResponses");
        this.unspent = request.text("requestState").map(this::open);
        unspent.ifPresent(state -> {
            answers.setAll((ObjectNode) state.get("answers"));
            state.get("asked").forEach(key -> asked.add(key.textValue()));
        });
    }

    private ObjectNode open(String text) {
        return seal.open(PURPOSE, text)
                .filter(content -> content.path("for").textValue().equals(digest()))
                .orElseThrow(() -> JsonRpcException.invalidParams("\"requestState\" is not valid for this request"));
    }

    /** Calls a method, which may ask. */
    Answer call(JsonRpcHandler methods, Exchange exchange) {
        try {
            Answer answer = methods.handle(request, exchange.with(Asker.class, this));
            boolean retry =
                    request.params().has("requestState") || request.params().has("inputResponses");
            return retry && answer instanceof Result result ? notForCaches(result) : answer;
        } catch (InputRequired required) {
            return asking(required.questions);
        }
    }

    /** A result that depends on an answer must not be cached (MCP 2026-07-28, Caching). */
    private static Result notForCaches(Result result) {
        return new Result(
                result.body(),
                result.caching().map(caching -> new Result.Caching(Duration.ZERO, Result.Caching.Scope.PRIVATE)));
    }

    @Override
    public boolean canAsk(Question question) {
        return capabilities.has(question.capability());
    }

    @Override
    public Map<String, ObjectNode> ask(Map<String, Question> questions) {
        Map<String, ObjectNode> answered = new LinkedHashMap<>();
        Map<String, Question> open = new TreeMap<>();
        questions.forEach((key, question) -> answer(key, question)
                .ifPresentOrElse(answer -> answered.put(key, answer), () -> open.put(key, question)));
        for (Question question : open.values()) {
            if (!canAsk(question)) {
                throw JsonRpcException.missingCapability(question.capability());
            }
        }
        if (!open.isEmpty()) {
            throw new InputRequired(open);
        }
        if (questions.values().stream().anyMatch(Question::mustBeAsked)) {
            unspent.ifPresent(this::spend);
            unspent = Optional.empty();
        }
        return answered;
    }

    /** Before the tool acts: otherwise, two requests at the same time could both act. */
    private void spend(ObjectNode state) {
        Instant expiry = Instant.ofEpochSecond(state.path(Seal.EXPIRY).asLong());
        if (!spent.spend(state.path("id").textValue(), expiry)) {
            throw JsonRpcException.invalidParams("\"requestState\" was used before, and confirms something only once");
        }
    }

    /** The answer of an earlier round, or of this round. Other answers are ignored. */
    private Optional<ObjectNode> answer(String key, Question question) {
        boolean counts = asked.contains(key) || !question.mustBeAsked();
        if (!answers.has(key) && given.has(key) && counts) {
            if (!given.get(key).isObject()) {
                throw JsonRpcException.invalidParams("the answers in \"inputResponses\" must be objects");
            }
            answers.set(key, given.get(key));
        }
        return Optional.ofNullable((ObjectNode) answers.get(key));
    }

    /** The result that contains the questions (MRTR, "InputRequiredResult"). */
    private Result asking(Map<String, Question> questions) {
        Map<String, Object> state =
                Map.of("id", UUID.randomUUID(), "for", digest(), "answers", answers, "asked", questions.keySet());
        return Result.of(
                new InputRequiredResult("input_required", questions, seal.seal(PURPOSE, Json.toTree(state), LIFETIME)));
    }

    /**
     * A digest of the caller and of the whole call, except for its metadata and its answers. The order of the members of an
     * object does not matter.
     */
    private String digest() {
        Map<String, Object> params = Json.toMap(request.params());
        params.keySet().removeAll(Set.of("_meta", "inputResponses", "requestState"));
        try {
            byte[] text = SORTED.writeValueAsBytes(List.of(caller.identity(), request.method(), params));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
