package dev.mcpauth.scopes;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.BearerException;
import dev.mcpauth.jwt.Caller;
import dev.mcpauth.jwt.Challenge;
import dev.mcpauth.scopes.Policy.Decision;
import dev.mcpauth.scopes.Policy.Rule;

/**
 * Wraps the methods, and decides before any of them runs. A refusal is an HTTP response and not a result, because only
 * then do clients do something about it (MCP 2026-07-28, Authorization, "Scope Challenge Handling").
 */
public final class ScopeGuard implements JsonRpcHandler {

    private final JsonRpcHandler methods;
    private final AuditLog log;

    public ScopeGuard(JsonRpcHandler methods, AuditLog log) {
        this.methods = methods;
        this.log = log;
    }

    /**
     * @throws BearerException with status 403 if the caller may not do that
     * @throws JsonRpcException -32601 if nobody may, as if there were no such method
     */
    @Override
    public Result handle(JsonRpcRequest request, Exchange exchange) {
        if (!Policy.isForEverybody(request.method())) {
            check(request, exchange);
        }
        return methods.handle(request, exchange);
    }

    private void check(JsonRpcRequest request, Exchange exchange) {
        String method = request.method();
        String tool =
                method.equals("tools/call") ? request.params().path("name").textValue() : null;
        Rule rule = Policy.rule(method, tool)
                .orElseThrow(() ->
                        JsonRpcException.methodNotFound(exchange.protocolVersion(), JsonRpcException.quote(method)));
        Caller caller = exchange.get(Caller.class);
        Decision decision = Policy.decide(rule, caller);
        log.add(caller, method, tool, decision);
        switch (decision) {
            case SCOPE_MISSING -> throw insufficientScope(rule.anyOf().get(0));
            case ROLE_MISSING -> throw accessDenied();
            case ALLOWED -> {
                // Go on.
            }
        }
    }

    /** More scopes would help, so the challenge names the one to ask for (RFC 6750 section 3.1). */
    private static BearerException insufficientScope(Scope needed) {
        String description = "The token does not have the scope for this";
        Challenge challenge = Challenge.bearer()
                .with("error", "insufficient_scope")
                .with("scope", needed.toString())
                .with("error_description", description);
        return new BearerException(403, "insufficient_scope", description, challenge);
    }

    /** More scopes would not help: a challenge that asked for some would have clients sign in again and again. */
    private static BearerException accessDenied() {
        return new BearerException(
                403, "access_denied", "The role of this user does not allow this", Challenge.bearer());
    }
}
