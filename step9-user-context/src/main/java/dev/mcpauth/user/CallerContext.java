package dev.mcpauth.user;

import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import java.util.List;
import java.util.Set;

/** Wraps the methods: tools and prompts find the caller in the exchange, and their results name the caller. */
public final class CallerContext implements JsonRpcHandler {

    static final String KEY = "dev.mcpauth/caller";

    private static final Set<String> NAMED = Set.of("tools/call", "prompts/get");

    /** What a result says about the caller: nothing that identifies the token. */
    private record Named(String subject, List<String> roles) {}

    private final JsonRpcHandler methods;
    private final Caller caller;

    public CallerContext(JsonRpcHandler methods, Caller caller) {
        this.methods = methods;
        this.caller = caller;
    }

    @Override
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        Answer answer = methods.handle(request, exchange.with(Caller.class, caller));
        boolean named = NAMED.contains(request.method());
        return named && answer instanceof Result result
                ? result.withMeta(
                        KEY,
                        new Named(
                                caller.subject(),
                                caller.roles().stream().sorted().toList()))
                : answer;
    }

    /** @throws IllegalStateException if the exchange did not come through this class */
    public static Caller of(Exchange exchange) {
        return exchange.find(Caller.class).orElseThrow(() -> new IllegalStateException("no caller in the exchange"));
    }
}
