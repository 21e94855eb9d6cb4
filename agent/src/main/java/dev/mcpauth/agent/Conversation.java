package dev.mcpauth.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Text;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The loop that makes a model an agent: the model gets the messages so far and answers, or asks for calls, whose results become
 * messages. The model decides nothing else: it has no network, no files, and no token.
 */
final class Conversation {

    private static final int MAX_CALLS = 8;
    private static final int MAX_MESSAGES = 400;

    /**
     * What a question may cost.
     *
     * @param rounds responses of the model
     * @param time of model and server together; the last response or call may exceed it by its own time limit
     */
    record Limits(int rounds, Duration time) {}

    private final ChatModel model;
    private final Toolbox tools;
    private final UnaryOperator<String> redaction;
    private final Limits limits;
    private final Clock clock;
    private final DataMark mark = new DataMark();
    private final List<ChatMessage> messages = new ArrayList<>();

    /** @param redaction removes tokens from the results of tools, before the model gets them */
    Conversation(ChatModel model, Toolbox tools, UnaryOperator<String> redaction, Limits limits, Clock clock) {
        this.model = model;
        this.tools = tools;
        this.redaction = redaction;
        this.limits = limits;
        this.clock = clock;
        messages.add(SystemMessage.from(mark.rule()));
    }

    /**
     * The model's answer to a question.
     *
     * @throws Failure if the model does not answer within the limits
     */
    String ask(String question) {
        Budget budget = new Budget(limits.time(), clock);
        messages.add(UserMessage.from(question));
        for (int round = 0; round < limits.rounds(); round++) {
            AiMessage reply = budget.spend(this::chat);
            messages.add(reply);
            if (!reply.hasToolExecutionRequests()) {
                return Objects.requireNonNullElse(reply.text(), "");
            }
            answer(reply.toolExecutionRequests(), budget);
        }
        throw new Failure(
                ExitCode.ERROR, "The model has asked for calls " + limits.rounds() + " times, and not answered.");
    }

    /** Each request of the model needs a result, including requests that are not executed. */
    private void answer(List<ToolExecutionRequest> requests, Budget budget) {
        for (int i = 0; i < requests.size(); i++) {
            ToolExecutionRequest request = requests.get(i);
            String result = i < MAX_CALLS
                    ? tools.call(request.name(), request.arguments(), budget)
                    : "Not called: at most " + MAX_CALLS + " calls at once.";
            messages.add(ToolExecutionResultMessage.from(request, mark.around(redaction.apply(result))));
        }
    }

    private AiMessage chat() {
        if (messages.size() > MAX_MESSAGES) {
            throw new Failure(ExitCode.ERROR, "The conversation has become too long. Start the agent again.");
        }
        ChatRequest request = ChatRequest.builder()
                .messages(List.copyOf(messages))
                .toolSpecifications(tools.specifications())
                .build();
        try {
            return model.chat(request).aiMessage();
        } catch (RuntimeException e) { // of the library, which has no common type for them
            String reason = e.getCause() instanceof IOException failed
                    ? Web.reason(failed)
                    : Text.brief(String.valueOf(e.getMessage()));
            throw new Failure(ExitCode.UNREACHABLE, "The model does not answer: " + reason, e);
        }
    }
}
