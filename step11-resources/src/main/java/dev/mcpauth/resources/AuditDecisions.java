package dev.mcpauth.resources;

import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The resource {@code audit://decisions}: the {@link AuditLog} for the people and programs that watch it. */
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

    /** Each read is a decision itself, so what was read is never fresh. */
    static Resource reading(AuditLog log) {
        return new Resource(
                DEFINITION,
                new Caching(Duration.ZERO, Caching.Scope.PRIVATE),
                exchange -> new ResourceContents.Text(
                        URI, DEFINITION.mimeType(), Json.writeText(new Document(log.latest(LIMIT)))));
    }

    /** Whether a decision is news: reading the decisions is a decision, too, and must not lead to reading them again. */
    static boolean isNews(AuditLog.Entry entry) {
        return !entry.target().equals(Optional.of(URI)) && !entry.tool().equals(Optional.of(AuditLogTool.NAME));
    }
}
