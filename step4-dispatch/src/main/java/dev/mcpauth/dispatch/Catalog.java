package dev.mcpauth.dispatch;

import dev.mcpauth.definitions.Definitions;
import dev.mcpauth.definitions.Prompts;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.jsonrpc.MethodTable;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** What a server offers: tools and prompts, each a definition with its code, in the order in which they are listed. */
public record Catalog(List<Tool> tools, List<Prompt> prompts) {

    /** The tools and prompts of this course. */
    public static Catalog ofCourse(Clock clock) {
        return new Catalog(
                List.of(new Tool(Tools.ECHO, new Echo()), new Tool(Tools.GET_TIME, new GetTime(clock))),
                List.of(new Prompt(Prompts.GREETING, new Greeting()), new Prompt(Prompts.HELP, new Help())));
    }

    /** This catalog with one more tool. */
    public Catalog with(Tool tool) {
        return new Catalog(Stream.concat(tools.stream(), Stream.of(tool)).toList(), prompts);
    }

    /** This catalog with one more prompt. */
    public Catalog with(Prompt prompt) {
        return new Catalog(
                tools, Stream.concat(prompts.stream(), Stream.of(prompt)).toList());
    }

    /** A table with the methods that list, call and get what the catalog holds. */
    public MethodTable methods() {
        return Definitions.methods(Tool.definitions(tools), Prompt.definitions(prompts))
                .add("tools/call", new CallTool(tools))
                .add("prompts/get", new GetPrompt(prompts));
    }
}
