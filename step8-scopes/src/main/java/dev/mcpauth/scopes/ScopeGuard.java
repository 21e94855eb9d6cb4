package dev.mcpauth.scopes;

import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.Challenge;
import dev.mcpauth.scopes.Policy.Decision;
import dev.mcpauth.scopes.Policy.Rule;
import java.util.Optional;

/**
 * Wraps the methods, and decides before any of them runs. It rejects with an HTTP response and not with a tool result,
 * because clients act only on the former (MCP 2026-07-28, Authorization, "Scope Challenge Handling").
 */
final class ScopeGuard implements JsonRpcHandler {

    private final JsonRpcHandler methods;
    private final Policy policy;
    private final Targets targets;
    private final Sizes sizes;
    private final Caller caller;
    private final Rejections rejections;
    private final AuditLog auditLog;

    ScopeGuard(
            JsonRpcHandler methods,
            Policy policy,
            Targets targets,
            Sizes sizes,
            Caller caller,
            Rejections rejections,
            AuditLog auditLog) {
        this.methods = methods;
        this.policy = policy;
        this.targets = targets;
        this.sizes = sizes;
        this.caller = caller;
        this.rejections = rejections;
        this.auditLog = auditLog;
    }

    /**
     * Records each decision of a rule, and calls the method only if it is allowed.
     *
     * @throws JsonRpcException -32601 if the policy has no rule for the method, as if the method did not exist
     */
    @Override
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        String method = request.method();
        if (policy.isForEveryone(method)) {
            return methods.handle(request, exchange);
        }
        Optional<String> target = targets.of(request);
        Rule rule = policy.rule(method, target)
                .orElseThrow(() ->
                        JsonRpcException.methodNotFound(exchange.protocolVersion(), JsonRpcException.quote(method)));
        Decision decision = policy.decide(rule, caller);
        auditLog.add(caller, method, target, decision, sizes.of(request));
        return switch (decision) {
            case ALLOWED -> methods.handle(request, exchange);
            case SCOPE_MISSING -> insufficientScope(rule.anyOf().get(0));
            case ROLE_MISSING -> accessDenied();
        };
    }

    /** More scopes would help, so the challenge names the scope to ask for (RFC 6750 section 3.1). */
    private HttpRejection insufficientScope(Scope needed) {
        String description = "The token does not have the scope for this";
        Challenge challenge = rejections
                .challenge()
                .with("error", "insufficient_scope")
                .with("scope", needed.toString())
                .with("error_description", description);
        return rejections.reject(403, "insufficient_scope", description, challenge);
    }

    /** More scopes would not help. A challenge that asked for scopes would make clients sign in again and again. */
    private HttpRejection accessDenied() {
        return rejections.reject(
                403, "access_denied", "The role of this user does not allow this", rejections.challenge());
    }
}
