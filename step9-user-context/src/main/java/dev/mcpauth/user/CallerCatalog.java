package dev.mcpauth.user;

import dev.mcpauth.definitions.Prompts;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.scopes.Policy;
import java.util.List;

/** The catalog of step 8, with the tools and the prompt that depend on the caller. */
public final class CallerCatalog {

    private CallerCatalog() {}

    public static Catalog of(Catalog before, Policy policy) {
        Catalog withTools = before.with(UserTools.WHOAMI).with(UserTools.GREET).with(UserTools.EXTENSION);
        List<Prompt> prompts = withTools.prompts().stream()
                .map(prompt -> prompt.definition().equals(Prompts.HELP)
                        ? new Prompt(prompt.definition(), new CallerHelp(prompt.function(), withTools, policy))
                        : prompt)
                .toList();
        return new Catalog(withTools.tools(), prompts);
    }
}
