package dev.mcpauth.user;

import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.dispatch.CallToolResult;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Role;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tools whose result depends on the caller. The caller comes from the exchange, never from an argument. */
final class UserTools {

    /** In code points, so that no character is cut in half. */
    private static final int MAX_NAME = 80;

    private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final Annotations READ_ONLY = new Annotations(true, true, false);

    private static final String NO_ARGUMENTS = """
            {"type": "object", "additionalProperties": false}
            """;

    private record WhoAmI(
            String subject,
            String username,
            Optional<String> client,
            List<String> scopes,
            List<String> roles,
            String expires_at) {}

    private record Greeting(String greeting, String subject) {}

    static final Tool WHOAMI = new Tool(
            new ToolDefinition(
                    "whoami",
                    "Who am I",
                    "Returns who is calling, according to the access token.",
                    Tools.schema(NO_ARGUMENTS),
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {
                                "subject": {"type": "string", "description": "The id that the issuer has given to the caller"},
                                "username": {"type": "string", "description": "A name for display"},
                                "client": {"type": "string", "description": "The OAuth client that the caller uses"},
                                "scopes": {
                                  "type": "array", "items": {"type": "string"}, "description": "What the client may do for the caller"
                                },
                                "roles": {
                                  "type": "array", "items": {"type": "string"}, "description": "What the caller may do"
                                },
                                "expires_at": {"type": "string", "description": "ISO 8601, to the second"}
                              },
                              "required": ["subject", "username", "scopes", "roles", "expires_at"],
                              "additionalProperties": false
                            }
                            """),
                    READ_ONLY),
            (arguments, exchange) -> {
                Caller caller = CallerContext.of(exchange);
                WhoAmI output = new WhoAmI(
                        caller.subject(),
                        oneShortLine(caller.username()),
                        caller.clientId(),
                        caller.scopes().stream().sorted().toList(),
                        caller.roles().stream().sorted().toList(),
                        caller.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString());
                return CallToolResult.of(Json.writeText(output), output);
            });

    static final Tool GREET = new Tool(
            new ToolDefinition(
                    "greet",
                    "Greet",
                    "Greets the caller by name.",
                    Tools.schema(NO_ARGUMENTS),
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {
                                "greeting": {"type": "string", "description": "The greeting"},
                                "subject": {"type": "string", "description": "The id of the caller"}
                              },
                              "required": ["greeting", "subject"],
                              "additionalProperties": false
                            }
                            """),
                    READ_ONLY),
            (arguments, exchange) -> {
                Caller caller = CallerContext.of(exchange);
                String greeting = "Hello, " + oneShortLine(caller.username()) + "!";
                return CallToolResult.of(greeting, new Greeting(greeting, caller.subject()));
            });

    static final Tool EXTENSION = new Tool(
            new ToolDefinition(
                    "extension",
                    "Extension",
                    "Returns whether the role of the caller allows an action.",
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {
                                "config": {"type": "object", "maxProperties": 100, "description": "Settings of the extension"},
                                "data": {"type": "array", "maxItems": 1000, "description": "What the extension would work on"},
                                "action": {
                                  "type": "string", "enum": ["read", "write", "admin"], "description": "What the caller wants to do"
                                }
                              },
                              "required": ["config", "data", "action"],
                              "additionalProperties": false
                            }
                            """),
                    Tools.schema("""
                            {
                              "type": "object",
                              "properties": {
                                "result": {"type": "boolean", "description": "Whether the role of the caller allows the action"}
                              },
                              "required": ["result"],
                              "additionalProperties": false
                            }
                            """),
                    READ_ONLY),
            (arguments, exchange) -> {
                Role needed = switch (arguments.path("action").textValue()) {
                    case "read" -> Role.GUEST;
                    case "write" -> Role.USER;
                    default -> Role.ADMIN;
                };
                boolean allowed = Role.among(CallerContext.of(exchange).roles()).includes(needed);
                return CallToolResult.of(String.valueOf(allowed), Map.of("result", allowed));
            });

    private UserTools() {}

    /** A model reads the name. Without line breaks and control characters, the name cannot pass for a separate message. */
    static String oneShortLine(String name) {
        String line = CONTROL.matcher(name).replaceAll("");
        int length = Math.min(MAX_NAME, line.codePointCount(0, line.length()));
        return line.substring(0, line.offsetByCodePoints(0, length));
    }
}
