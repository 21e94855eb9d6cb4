package dev.mcpauth.user;

import dev.mcpauth.definitions.Prompts;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.scopes.Policy;
import java.util.List;

/** What depends on the caller, for a catalog. */
public final class CallerCatalog {

    private CallerCatalog() {}

    /** The catalog with the tools that answer for their caller. */
    public static Catalog withTools(Catalog before) {
        return before.with(UserTools.WHOAMI).with(UserTools.GREET).with(UserTools.EXTENSION);
    }

    /** The catalog with a prompt {@code help} that knows all of it, and what each caller may use. */
    public static Catalog withHelp(Catalog catalog, Policy policy) {
        List<Prompt> prompts = catalog.prompts().stream()
                .map(prompt -> prompt.definition().equals(Prompts.HELP)
                        ? new Prompt(prompt.definition(), new CallerHelp(prompt.function(), catalog, policy))
                        : prompt)
                .toList();
        return new Catalog(catalog.tools(), prompts);
    }
}
