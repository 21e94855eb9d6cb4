package dev.mcpauth.scopes;

import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Json;
import java.util.List;

/** The tool {@code audit_log}, with which admins read the {@link AuditLog}. */
public final class AuditLogTool {

    public static final String NAME = Policy.AUDIT_LOG;

    private static final int DEFAULT_LIMIT = 20;

    private static final ToolDefinition DEFINITION = new ToolDefinition(
            NAME,
            "Audit log",
            "Returns the latest decisions on who may do what, newest first.",
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {
                        "limit": {
                          "type": "integer",
                          "minimum": 1,
                          "maximum": 100,
                          "default": 20,
                          "description": "How many decisions to return"
                        }
                      },
                      "additionalProperties": false
                    }
                    """),
            Tools.schema("""
                    {
                      "type": "object",
                      "properties": {
                        "decisions": {
                          "type": "array",
                          "description": "The latest decisions, newest first",
                          "items": {
                            "type": "object",
                            "properties": {
                              "time": {"type": "string"},
                              "subject": {"type": "string"},
                              "client": {"type": "string"},
                              "method": {"type": "string"},
                              "tool": {"type": "string"},
                              "target": {"type": "string"},
                              "decision": {"enum": ["allowed", "scope_missing", "role_missing"]},
                              "details": {"type": "object"}
                            },
                            "required": ["time", "subject", "method", "decision"]
                          }
                        }
                      },
                      "required": ["decisions"]
                    }
                    """),
            new Annotations(true, true, false));

    private record Output(List<AuditLog.Entry> decisions) {}

    private AuditLogTool() {}

    /** The tool for this log. Its result has the latest decisions, newest first, also as JSON text. */
    public static Tool reading(AuditLog log) {
        return new Tool(DEFINITION, (arguments, exchange) -> {
            Output output = new Output(log.latest(arguments.path("limit").asInt(DEFAULT_LIMIT)));
            return CallToolResult.of(Json.writeText(output), output);
        });
    }
}
