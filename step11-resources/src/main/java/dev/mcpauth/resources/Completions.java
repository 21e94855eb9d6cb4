package dev.mcpauth.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.HttpRejection;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.user.CallerContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code completion/complete} (MCP 2026-07-28, Completion): values for arguments of prompts and resource templates. */
public final class Completions implements JsonRpcHandler {

    static final String PROMPT = "ref/prompt";
    static final String RESOURCE = "ref/resource";
    static final List<String> TYPES = List.of(PROMPT, RESOURCE);

    private static final int MAX_VALUES = 100;

    private static final HttpRejection TOO_MANY = new HttpRejection(
            429,
            Map.of("Retry-After", "1", "Cache-Control", "no-store"),
            new HttpRejection.Problem("too_many_requests", "Too many completions for this caller"));

    /**
     * What can be completed.
     *
     * @param type {@code ref/prompt} or {@code ref/resource}
     * @param of the name of the prompt, or the template
     */
    public record Argument(String type, String of, String name) {}

    private record Completion(List<String> values, int total, boolean hasMore) {}

    private record CompleteResult(Completion completion) {}

    private final Map<Argument, Function<Caller, List<String>>> values = new HashMap<>();
    private final Policy policy;
    private final RateLimit limit;

    /** Knows the arguments of these prompts and templates, without values yet. */
    public Completions(List<Prompt> prompts, List<ResourceTemplate> templates, Policy policy, RateLimit limit) {
        this.policy = policy;
        this.limit = limit;
        for (Prompt prompt : prompts) {
            prompt.definition()
                    .arguments()
                    .forEach(argument -> with(
                            new Argument(PROMPT, prompt.definition().name(), argument.name()), caller -> List.of()));
        }
        for (ResourceTemplate template : templates) {
            UriTemplate uri = template.definition().uriTemplate();
            with(new Argument(RESOURCE, uri.toString(), uri.variable()), caller -> List.of());
        }
    }

    /** Adds the values that this caller may know for an argument, best first. */
    public Completions with(Argument argument, Function<Caller, List<String>> valuesFor) {
        values.put(argument, valuesFor);
        return this;
    }

    /** Adds the method to a table, and declares it. */
    public MethodTable addTo(MethodTable methods) {
        return methods.declare("completions", Map.of()).add("completion/complete", this);
    }

    /** @throws JsonRpcException -32602 if the prompt or template, or its argument, is unknown */
    @Override
    public Answer handle(JsonRpcRequest request, Exchange exchange) {
        Caller caller = CallerContext.of(exchange);
        if (!limit.admits(caller)) {
            return TOO_MANY;
        }
        ObjectNode ref = request.object("ref");
        String type = text("ref", ref, "type");
        ObjectNode argument = request.object("argument");
        String name = text("argument", argument, "name");
        String start = text("argument", argument, "value");
        String of = text("ref", ref, type.equals(PROMPT) ? "name" : "uri");
        Function<Caller, List<String>> valuesFor = values.get(new Argument(type, of, name));
        // To a caller, what the caller cannot list does not exist.
        if (valuesFor == null || type.equals(RESOURCE) && !policy.shows("resources/read", of, caller)) {
            throw JsonRpcException.invalidParams(
                    "no prompt or resource template has this argument " + JsonRpcException.quote(name));
        }
        List<String> all = valuesFor.apply(caller).stream()
                .filter(value -> value.regionMatches(true, 0, start, 0, start.length()))
                .toList();
        List<String> first = all.stream().limit(MAX_VALUES).toList();
        return Result.of(new CompleteResult(new Completion(first, all.size(), all.size() > first.size())));
    }

    private static String text(String parent, ObjectNode object, String member) {
        String text = object.path(member).textValue();
        if (text == null) {
            throw JsonRpcException.invalidParams("\"" + parent + "\" must have a string \"" + member + "\"");
        }
        return text;
    }
}
