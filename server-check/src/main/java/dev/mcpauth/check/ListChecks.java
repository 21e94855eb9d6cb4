package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Steps 3 and 4: tools and prompts. The program calls no tool that exists, because it does not know what the tool does. */
final class ListChecks {

    private static final String TOOLS = "MCP 2025-11-25, Tools, ";

    static final List<Check> ALL = List.of(
            new Check(
                    "tools-listed",
                    3,
                    MEDIUM,
                    TOOLS + "\"Listing Tools\" and \"Tool\"",
                    "tools/list returns an array of tools, each with a name and an object schema for its input.",
                    "Return name and inputSchema with \"type\": \"object\" for each tool.",
                    ListChecks::toolsListed),
            new Check(
                    "tool-names-valid",
                    3,
                    LOW,
                    TOOLS + "\"Tool Names\" (SHOULD)",
                    "Tool names are unique and consist of 1 to 128 characters: letters, digits, and _ - .",
                    "Rename the tool.",
                    ListChecks::toolNamesValid),
            new Check(
                    "tools-capability-declared",
                    3,
                    MEDIUM,
                    TOOLS + "\"Capabilities\"",
                    "A server that lists tools declares the capability tools.",
                    "Add \"tools\": {} to the capabilities.",
                    ListChecks::toolsCapabilityDeclared),
            new Check(
                    "prompts-listed",
                    3,
                    MEDIUM,
                    "MCP 2025-11-25, Prompts, \"Listing Prompts\" and \"Prompt\"",
                    "prompts/list returns an array of prompts, each with a name.",
                    "Return a name for each prompt.",
                    ListChecks::promptsListed),
            new Check(
                    "invalid-cursor-rejected",
                    3,
                    LOW,
                    "MCP 2025-11-25, Pagination, \"Error Handling\" (SHOULD)",
                    "The error for a cursor that the server has not issued has the code -32602.",
                    "Reject unknown cursors.",
                    ListChecks::invalidCursorRejected),
            new Check(
                    "cache-hints-present",
                    3,
                    MEDIUM,
                    "MCP 2026-07-28, Caching, \"Cacheable Results\"",
                    "The results of server/discover and of the list methods have cacheScope, and ttlMs, which is not negative.",
                    "Add both members; use private if the list depends on the caller.",
                    ListChecks::cacheHintsPresent),
            new Check(
                    "unknown-tool-rejected",
                    4,
                    LOW,
                    TOOLS + "\"Error Handling\"",
                    "A call of an unknown tool returns a JSON-RPC error, not a result.",
                    "Return the error -32602; isError is for tools that ran and failed.",
                    ListChecks::unknownToolRejected),
            new Check(
                    "call-parameters-validated",
                    4,
                    MEDIUM,
                    TOOLS + "\"Error Handling\" (malformed requests)",
                    "A tools/call without a name gets a JSON-RPC error.",
                    "Check the parameters before the tool is looked up.",
                    ListChecks::callParametersValidated),
            new Check(
                    "unknown-prompt-rejected",
                    4,
                    LOW,
                    "MCP 2025-11-25, Prompts, \"Error Handling\" (SHOULD)",
                    "The error for an unknown prompt has the code -32602.",
                    "Return the error -32602.",
                    ListChecks::unknownPromptRejected));

    private ListChecks() {}

    private static void requireCapability(Server server, String name) {
        if (!server.hasCapability(name)) {
            throw Verdict.notApplicable("the server has no " + name);
        }
    }

    private static Exchange list(Server server, String kind) {
        requireCapability(server, kind);
        return server.ask(server.request(kind + "/list", Json.object()));
    }

    private static JsonNode entries(Exchange exchange, String kind) {
        return exchange.response().result().orElse(Json.object()).path(kind);
    }

    private static void toolsListed(Server server) {
        Exchange exchange = list(server, "tools");
        Verdict.require(entries(exchange, "tools").isArray(), "a result with an array of tools", exchange);
        for (JsonNode tool : entries(exchange, "tools")) {
            boolean complete = tool.path("name").isTextual()
                    && tool.path("inputSchema").path("type").asText().equals("object");
            Verdict.require(complete, "name and inputSchema with the type object for each tool", exchange);
        }
    }

    private static void toolNamesValid(Server server) {
        Exchange exchange = list(server, "tools");
        Set<String> names = new HashSet<>();
        for (JsonNode tool : entries(exchange, "tools")) {
            String name = tool.path("name").asText();
            Verdict.require(
                    name.matches("[A-Za-z0-9_.-]{1,128}"),
                    "another name than \"" + Report.brief(name) + "\"",
                    exchange);
            Verdict.require(names.add(name), "the name \"" + name + "\" once", exchange);
        }
    }

    private static void toolsCapabilityDeclared(Server server) {
        if (server.hasCapability("tools")) {
            return;
        }
        Exchange exchange = server.ask(server.request("tools/list", Json.object()));
        Verdict.require(entries(exchange, "tools").isEmpty(), "the capability tools, or no tools", exchange);
        throw Verdict.notApplicable("the server has no tools");
    }

    private static void promptsListed(Server server) {
        Exchange exchange = list(server, "prompts");
        Verdict.require(entries(exchange, "prompts").isArray(), "a result with an array of prompts", exchange);
        for (JsonNode prompt : entries(exchange, "prompts")) {
            Verdict.require(prompt.path("name").isTextual(), "a name for each prompt", exchange);
        }
    }

    private static void invalidCursorRejected(Server server) {
        requireCapability(server, "tools");
        Exchange exchange =
                server.ask(server.request("tools/list", Json.object().put("cursor", "no-such-cursor")));
        Verdict.require(exchange.response().hasErrorCode(Messages.INVALID_PARAMS), "the error -32602", exchange);
    }

    private static void cacheHintsPresent(Server server) {
        requireHints(server.ask(server.modern("server/discover", Json.object())));
        if (server.hasCapability("tools")) {
            requireHints(server.ask(server.modern("tools/list", Json.object())));
        }
    }

    private static void requireHints(Exchange exchange) {
        JsonNode result = exchange.response().result().orElse(Json.object());
        boolean hints = result.path("ttlMs").isNumber()
                && result.path("ttlMs").asDouble() >= 0
                && List.of("public", "private")
                        .contains(result.path("cacheScope").asText());
        Verdict.require(hints, "ttlMs and cacheScope", exchange);
    }

    private static void unknownToolRejected(Server server) {
        requireCapability(server, "tools");
        Exchange exchange = server.ask(server.request("tools/call", Messages.named(Messages.UNKNOWN_NAME)));
        Verdict.require(exchange.response().error().isPresent(), "a JSON-RPC error", exchange);
    }

    private static void callParametersValidated(Server server) {
        requireCapability(server, "tools");
        Exchange exchange = server.ask(server.request("tools/call", Json.object()));
        boolean error = exchange.response().error().isPresent() && exchange.status() < 500;
        Verdict.require(error, "a JSON-RPC error", exchange);
    }

    private static void unknownPromptRejected(Server server) {
        requireCapability(server, "prompts");
        Exchange exchange = server.ask(server.request("prompts/get", Messages.named(Messages.UNKNOWN_NAME)));
        Verdict.require(exchange.response().hasErrorCode(Messages.INVALID_PARAMS), "the error -32602", exchange);
    }
}
