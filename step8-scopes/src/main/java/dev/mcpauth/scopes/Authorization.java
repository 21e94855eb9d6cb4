package dev.mcpauth.scopes;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Caller;

/** The methods as each caller may use them. */
public final class Authorization {

    private final Policy policy;
    private final Catalog catalog;
    private final JsonRpcHandler methods;
    private final Targets targets;
    private final Sizes sizes;
    private final Rejections rejections;
    private final AuditLog auditLog;

    public Authorization(Policy policy, Catalog catalog, Rejections rejections, AuditLog auditLog) {
        this(policy, catalog, catalog.methods(), Targets.in(catalog), rejections, auditLog);
    }

    /** The same for a server that has more methods than its catalog needs. */
    public Authorization(
            Policy policy,
            Catalog catalog,
            JsonRpcHandler methods,
            Targets targets,
            Rejections rejections,
            AuditLog auditLog) {
        this.policy = policy;
        this.catalog = catalog;
        this.methods = methods;
        this.targets = targets;
        this.sizes = Sizes.in(catalog);
        this.rejections = rejections;
        this.auditLog = auditLog;
    }

    /** The methods for one caller: {@link CallerLists} around the methods, and {@link ScopeGuard} around both. */
    public JsonRpcHandler methodsOf(Caller caller) {
        JsonRpcHandler listing = new CallerLists(methods, policy, catalog, caller);
        return new ScopeGuard(listing, policy, targets, sizes, caller, rejections, auditLog);
    }
}
