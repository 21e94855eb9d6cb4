package dev.mcpauth.scopes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwt.Caller;
import dev.mcpauth.scopes.Policy.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last decisions, for admins to read by the tool {@code audit_log}. Each is also one line in the log, as JSON. */
public final class AuditLog {

    static final String TOOL = "audit_log";

    private static final int CAPACITY = 1000;
    private static final int LONGEST_NAME = 100;
    private static final int DEFAULT_LIMIT = 20;
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private static final ToolDefinition DEFINITION = new ToolDefinition(
            TOOL,
            "Audit log",
            "Returns the last decisions on who may do what, newest first.",
            schema("""
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
            schema("""
                    {
                      "type": "object",
                      "properties": {
                        "decisions": {
                          "type": "array",
                          "items": {
                            "type": "object",
                            "properties": {
                              "time": {"type": "string"},
                              "subject": {"type": "string"},
                              "client": {"type": "string"},
                              "method": {"type": "string"},
                              "tool": {"type": "string"},
                              "decision": {"enum": ["allowed", "scope_missing", "role_missing"]}
                            },
                            "required": ["time", "subject", "method", "decision"]
                          }
                        }
                      },
                      "required": ["decisions"]
                    }
                    """),
            new Annotations(true, true, false));

    /**
     * One decision.
     *
     * @param client {@code null} if the token does not say
     * @param tool {@code null} if the request names none
     */
    private record Entry(String time, String subject, String client, String method, String tool, String decision) {}

    private record Output(List<Entry> decisions) {}

    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** The tool that reads the log. */
    public Tool tool() {
        return new Tool(DEFINITION, this::read);
    }

    void add(Caller caller, String method, String tool, Decision decision) {
        Entry entry = new Entry(
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                caller.subject(),
                caller.clientId(),
                method,
                tool == null ? null : shorten(tool),
                decision.name().toLowerCase(Locale.ROOT));
        LOG.info("{}", Json.writeText(entry));
        synchronized (entries) {
            entries.addFirst(entry);
            if (entries.size() > CAPACITY) {
                entries.removeLast();
            }
        }
    }

    private static String shorten(String name) {
        boolean tooLong = name.codePointCount(0, name.length()) > LONGEST_NAME;
        return tooLong ? name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME)) : name;
    }

    private CallToolResult read(ObjectNode arguments, Exchange exchange) {
        int limit = arguments.path("limit").asInt(DEFAULT_LIMIT);
        Output output;
        synchronized (entries) {
            output = new Output(entries.stream().limit(limit).toList());
        }
        return CallToolResult.of(Json.writeText(output), output);
    }

    private static ObjectNode schema(String json) {
        return (ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
