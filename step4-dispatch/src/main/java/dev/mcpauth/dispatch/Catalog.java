package dev.mcpauth.dispatch;

import dev.mcpauth.definitions.Prompts;
import dev.mcpauth.definitions.Tools;
import java.time.Clock;
import java.util.List;

/** The tools and prompts of this course: each definition with its code, in the order in which they are listed. */
public final class Catalog {

    private Catalog() {}

    public static List<Tool> tools(Clock clock) {
        return List.of(new Tool(Tools.ECHO, new Echo()), new Tool(Tools.GET_TIME, new GetTime(clock)));
    }

    public static List<Prompt> prompts() {
        return List.of(new Prompt(Prompts.GREETING, new Greeting()), new Prompt(Prompts.HELP, new Help()));
    }
}
