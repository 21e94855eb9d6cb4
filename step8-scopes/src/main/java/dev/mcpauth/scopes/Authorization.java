package dev.mcpauth.scopes;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.Caller;

/** The methods as each caller may use them. */
final class Authorization {

    private final Catalog catalog;
    private final MethodTable methods;
    private final Rejections rejections;
    private final AuditLog auditLog;

    Authorization(Catalog catalog, Rejections rejections, AuditLog auditLog) {
        this.catalog = catalog;
        this.methods = catalog.methods();
        this.rejections = rejections;
        this.auditLog = auditLog;
    }

    JsonRpcHandler methodsOf(Caller caller) {
        return new ScopeGuard(new CallerLists(methods, catalog, caller), caller, rejections, auditLog);
    }
}
