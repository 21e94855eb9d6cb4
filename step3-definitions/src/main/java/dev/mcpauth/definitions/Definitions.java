package dev.mcpauth.definitions;

import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.Result.Caching.Scope;
import java.util.List;

/** The methods that list what a server offers. */
public final class Definitions {

    private Definitions() {}

    /** The tools and prompts of this course. */
    public static MethodTable methods() {
        return methods(List.of(Tools.ECHO, Tools.GET_TIME), List.of(Prompts.GREETING, Prompts.HELP));
    }

    /** A table with {@code tools/list} and {@code prompts/list}, to which more methods can be added. */
    public static MethodTable methods(List<ToolDefinition> tools, List<PromptDefinition> prompts) {
        return MethodTable.withCapabilities("tools", "prompts")
                .add("tools/list", new ListMethod("tools", tools, Scope.PUBLIC))
                .add("prompts/list", new ListMethod("prompts", prompts, Scope.PUBLIC));
    }
}
