package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.streams.Cancellation;
import dev.mcpauth.user.CallerContext;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The questions that wait for the answer of a legacy client. Only the caller whose call has asked can answer. */
final class OpenQuestions {

    private static final int PER_USER = 8;
    private static final long CHECK_MILLIS = 500;

    private record Open(Caller.Identity caller, CompletableFuture<ObjectNode> answer) {}

    private final Map<String, Open> questions = new ConcurrentHashMap<>();
    private final Duration patience;

    /** @param patience how long to wait for an answer */
    OpenQuestions(Duration patience) {
        this.patience = patience;
    }

    /**
     * Sends a question and waits for its answer.
     *
     * @param send sends the question with this id; returns false if the client does not accept a stream
     */
    ObjectNode ask(Exchange exchange, Predicate<String> send) {
        Caller caller = CallerContext.of(exchange);
        String id = "question-" + UUID.randomUUID();
        Open question = new Open(caller.identity(), new CompletableFuture<>());
        questions.put(id, question);
        try {
            if (openOf(caller)
                    > PER_USER) { // includes this question, so that concurrent questions cannot exceed the limit
                throw new CannotAskException("Too many questions to this user are open");
            }
            if (!send.test(id)) {
                throw new CannotAskException(
                        "This client does not accept an event stream, so the server cannot ask it");
            }
            return await(question.answer(), Cancellation.of(exchange));
        } finally {
            questions.remove(id);
        }
    }

    private ObjectNode await(CompletableFuture<ObjectNode> answer, Cancellation cancellation) {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end && cancellation.reason().isEmpty()) {
            try {
                return answer.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                // Check whether the call still wants the answer.
            } catch (ExecutionException refused) {
                throw new CannotAskException("The client returned an error");
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new CannotAskException(Cancellation.STOPPING);
            }
        }
        throw new CannotAskException(cancellation.reason().orElse("The client did not answer in time"));
    }

    private long openOf(Caller caller) {
        return questions.values().stream()
                .filter(each -> each.caller().subject().equals(caller.subject()))
                .count();
    }

    /** Accepts an answer. An answer without a question is dropped, and its sender is not told whether the question exists. */
    void answer(Caller caller, ObjectNode response) {
        Open question = questions.get(response.path("id").asText());
        if (question == null || !question.caller().equals(caller.identity())) {
            return;
        }
        if (response.path("result") instanceof ObjectNode result) {
            question.answer().complete(result);
        } else {
            question.answer().completeExceptionally(new CannotAskException("error"));
        }
    }
}
