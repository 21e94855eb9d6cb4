package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.health.Environment;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Conversation;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Reply;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.user.CallerContext;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Lets methods ask their client, in both eras: the exchange of each call that may ask has an {@link Asker}. */
public final class Questions {

    /** Only these may ask (MCP 2026-07-28, MRTR, "Supported Requests"). */
    private static final Set<String> MAY_ASK = Set.of("tools/call", "prompts/get", "resources/read");

    /** How long a legacy call waits for the answer to its question. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Seal seal;
    private final Sessions sessions;
    private final OpenQuestions open;
    private final SpentStates spent;

    private Questions(Seal seal, Duration patience, Clock clock) {
        this.seal = seal;
        this.sessions = new Sessions(seal);
        this.open = new OpenQuestions(patience);
        this.spent = new SpentStates(clock);
    }

    /** @throws dev.mcpauth.health.InvalidSettingException if {@code MCP_STATE_KEY} is too short */
    public static Questions from(Environment environment, Clock clock, Duration patience) {
        return new Questions(Seal.from(environment, clock), patience, clock);
    }

    /** Wraps the methods, inside the guard: a caller who may not call a method is not asked anything. */
    public JsonRpcHandler lettingAsk(JsonRpcHandler methods) {
        return (request, exchange) -> MAY_ASK.contains(request.method())
                ? ask(methods, request, exchange)
                : methods.handle(request, exchange);
    }

    private Answer ask(JsonRpcHandler methods, JsonRpcRequest request, Exchange exchange) {
        try {
            return exchange.protocolVersion().isModern()
                    ? new ModernAsker(request, CallerContext.of(exchange), seal, spent).call(methods, exchange)
                    : methods.handle(request, exchange.with(Asker.class, new LegacyAsker(open, exchange)));
        } catch (CannotAskException e) {
            if (request.method().equals("tools/call")) {
                return Result.of(CallToolResult.error(e.getMessage()));
            }
            throw JsonRpcException.invalidParams(e.getMessage());
        }
    }

    /** Lets the client of a request answer, and gives legacy clients a session with their capabilities. */
    public Admission.Granted takingAnswers(Caller caller, Admission.Granted granted) {
        return new Admission.Granted(granted.methods(), new Asking(caller, granted.conversation()), granted.done());
    }

    private final class Asking implements Conversation {

        private final Caller caller;
        private final Conversation inner;

        Asking(Caller caller, Conversation inner) {
            this.caller = caller;
            this.inner = inner;
        }

        @Override
        public Reply replyTo(JsonRpcRequest request, Context ctx) {
            return new ReplyInSession(request, ctx, inner.replyTo(request, ctx));
        }

        @Override
        public void receive(JsonRpcRequest notification, ProtocolVersion version, Context ctx) {
            checkSession(version, ctx);
            inner.receive(notification, version, ctx);
        }

        @Override
        public void receiveResponse(ObjectNode response, ProtocolVersion version, Context ctx) {
            boolean isAnswer = response.has("result") != response.has("error");
            if (version.isModern() || !isAnswer) { // a modern client answers in its next request
                inner.receiveResponse(response, version, ctx);
            } else {
                checkSession(version, ctx);
                open.answer(caller, response);
            }
        }

        private void checkSession(ProtocolVersion version, Context ctx) {
            if (!version.isModern()) {
                sessions.of(ctx, caller);
            }
        }

        private final class ReplyInSession implements Reply {

            private final JsonRpcRequest request;
            private final Context ctx;
            private final Reply reply;

            ReplyInSession(JsonRpcRequest request, Context ctx, Reply reply) {
                this.request = request;
                this.ctx = ctx;
                this.reply = reply;
            }

            @Override
            public Exchange addTo(Exchange exchange) {
                Exchange more = reply.addTo(exchange);
                boolean inSession = !exchange.protocolVersion().isModern() && !isInitialize();
                return inSession ? more.with(Capabilities.class, sessions.of(ctx, caller)) : more;
            }

            @Override
            public void send(int status, ObjectNode response) {
                if (isInitialize() && response.has("result")) {
                    ctx.header(
                            Sessions.HEADER,
                            sessions.begin(caller, request.params().path("capabilities")));
                }
                reply.send(status, response);
            }

            private boolean isInitialize() {
                return request.method().equals("initialize");
            }
        }
    }
}
