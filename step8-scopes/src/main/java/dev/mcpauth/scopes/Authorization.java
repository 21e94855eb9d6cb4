package dev.mcpauth.scopes;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Caller;
import java.util.Set;
import java.util.stream.Collectors;

/** The methods as each caller may use them. */
public final class Authorization {

    private final Policy policy;
    private final Catalog catalog;
    private final Set<String> toolNames;
    private final MethodTable methods;
    private final Rejections rejections;
    private final AuditLog auditLog;

    public Authorization(Policy policy, Catalog catalog, Rejections rejections, AuditLog auditLog) {
        this(policy, catalog, catalog.methods(), rejections, auditLog);
    }

    /** The same for a server that has more methods than its catalog needs. */
    public Authorization(
            Policy policy, Catalog catalog, MethodTable methods, Rejections rejections, AuditLog auditLog) {
        this.policy = policy;
        this.catalog = catalog;
        this.toolNames =
                catalog.tools().stream().map(tool -> tool.definition().name()).collect(Collectors.toUnmodifiableSet());
        this.methods = methods;
        this.rejections = rejections;
        this.auditLog = auditLog;
    }

    public JsonRpcHandler methodsOf(Caller caller) {
        JsonRpcHandler listing = new CallerLists(methods, policy, catalog, caller);
        return new ScopeGuard(listing, policy, toolNames, caller, rejections, auditLog);
    }
}
