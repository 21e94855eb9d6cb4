package dev.mcpauth.scopes;

import dev.mcpauth.definitions.ListMethod;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jwt.Caller;
import java.util.List;

/** The lists of step 3, now that they depend on who asks. */
final class Lists {

    private Lists() {}

    /** The tools that the caller may call, as far as that depends on the tool. */
    static JsonRpcHandler tools(List<Tool> tools) {
        return ListMethod.perCaller("tools", exchange -> {
            Caller caller = exchange.get(Caller.class);
            return Tool.definitions(tools.stream()
                    .filter(tool -> Policy.shows(tool.definition().name(), caller))
                    .toList());
        });
    }

    /** The same for everybody who may list them at all; a cache must not show them to anybody else. */
    static JsonRpcHandler prompts(List<Prompt> prompts) {
        return ListMethod.perCaller("prompts", exchange -> Prompt.definitions(prompts));
    }
}
