package dev.mcpauth.resources;

import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The resource {@code audit://decisions}: the {@link AuditLog}, for people and programs that watch it. */
final class AuditDecisions {

    static final String URI = "audit://decisions";

    private static final int LIMIT = 100;

    private static final Resource.Definition DEFINITION = new Resource.Definition(
            URI,
            "decisions",
            "Decisions",
            "The latest decisions on who may do what, newest first.",
            "application/json");

    private record Document(List<AuditLog.Entry> decisions) {}

    private AuditDecisions() {}

    /** Each read is itself a decision, so the content is out of date at once. */
    static Resource reading(AuditLog log) {
        return new Resource(
                DEFINITION,
                new Caching(Duration.ZERO, Caching.Scope.PRIVATE),
                exchange -> new ResourceContents.Text(
                        URI, DEFINITION.mimeType(), Json.writeText(new Document(log.latest(LIMIT)))));
    }

    /**
     * Whether clients are told of a decision. Reading the decisions is also a decision, but must not make clients read them
     * again.
     */
    static boolean isNews(AuditLog.Entry entry) {
        return !entry.target().equals(Optional.of(URI)) && !entry.tool().equals(Optional.of(AuditLogTool.NAME));
    }
}
