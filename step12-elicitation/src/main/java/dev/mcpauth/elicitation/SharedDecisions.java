package dev.mcpauth.elicitation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.Policy.Rule;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.scopes.Scope;
import dev.mcpauth.streams.StreamingServer;
import dev.mcpauth.user.CallerContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tools {@code share_audit_log} and {@code shared_decisions}: an admin shares decisions with another user, who has no
 * permission to read them. A model may have been tricked into calling the tool, so the server asks the admin.
 */
public final class SharedDecisions {

    private static final String SHARE = "share_audit_log";

    private static final int MAX_USERS = 1000;

    private static final Confirmation CONFIRMATION = new Confirmation("""
            {
              "type": "object",
              "properties": {"share": {"type": "boolean", "title": "Share them", "default": false}},
              "required": ["share"]
            }
            """);

    private static final ToolDefinition SHARE_DEFINITION = new ToolDefinition(
            SHARE,
            "Share the audit log",
            "Shares the latest decisions with another user, after the admin has confirmed.",
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {
                        "with": {"type": "string", "pattern": "^[A-Za-z0-9._@:|-]{1,100}$", "description": "The subject of the user"},
                        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "description": "How many decisions to share"}
                      },
                      "required": ["with"],
                      "additionalProperties": false
                    }
                    """),
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {"shared": {"type": "integer", "description": "How many decisions were shared"}},
                      "required": ["shared"],
                      "additionalProperties": false
                    }
                    """),
            new Annotations(false, true, false));

    private static final ToolDefinition READ_DEFINITION = new ToolDefinition(
            "shared_decisions",
            "Shared decisions",
            "Returns the decisions that an admin has shared with the caller.",
            Tools.schema("""
                    {"type": "object", "additionalProperties": false}
                    """),
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {
                        "decisions": {
                          "type": "array", "items": {"type": "object"}, "description": "The shared decisions, newest first"
                        }
                      },
                      "required": ["decisions"],
                      "additionalProperties": false
                    }
                    """),
            new Annotations(true, true, false));

    private record Shared(List<AuditLog.Entry> decisions) {}

    private final AuditLog auditLog;
    private final Cache<String, List<AuditLog.Entry>> bySubject =
            Caffeine.newBuilder().maximumSize(MAX_USERS).build();

    private SharedDecisions(AuditLog auditLog) {
        this.auditLog = auditLog;
    }

    /** Adds the tools, and the rule that only admins may share. */
    public static void addTo(StreamingServer server) {
        SharedDecisions shared = new SharedDecisions(server.auditLog());
        server.add(new Tool(SHARE_DEFINITION, shared::share))
                .add(new Tool(READ_DEFINITION, shared::read))
                .allow(server.policy().with("tools/call", SHARE, new Rule(List.of(Scope.TOOLS), Role.ADMIN)));
    }

    /** Asks before it acts: in 2026-07-28, everything before the question runs twice. */
    private CallToolResult share(ObjectNode arguments, Exchange exchange) {
        String with = arguments.path("with").textValue();
        int limit = arguments.path("limit").asInt(20);
        Optional<ObjectNode> answer = CONFIRMATION.ask(
                exchange, "confirm", "Share the latest " + limit + " decisions of the audit log with " + with + "?");
        Caller admin = CallerContext.of(exchange);
        if (answer.filter(content -> content.path("share").booleanValue()).isEmpty()) {
            auditLog.note(admin, SHARE, Map.of("consent", "refused"));
            return CallToolResult.of("The user did not agree, so nothing was shared.", Map.of("shared", 0));
        }
        List<AuditLog.Entry> decisions = auditLog.latest(limit);
        auditLog.note(admin, SHARE, Map.of("consent", "given", "with", with, "limit", limit));
        bySubject.put(with, decisions);
        return CallToolResult.of(
                "Shared " + decisions.size() + " decisions with " + with + ".", Map.of("shared", decisions.size()));
    }

    private CallToolResult read(ObjectNode arguments, Exchange exchange) {
        Shared shared = new Shared(Optional.ofNullable(
                        bySubject.getIfPresent(CallerContext.of(exchange).subject()))
                .orElse(List.of()));
        return CallToolResult.of(Json.writeText(shared), shared);
    }
}
