package dev.mcpauth.user;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.ContentBlock;
import dev.mcpauth.dispatch.GetPromptResult;
import dev.mcpauth.dispatch.GetPromptResult.Message;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The prompt {@code help} of step 4, followed by the tools and prompts that this caller may use. */
final class CallerHelp implements Prompt.Function {

    private final Prompt.Function help;
    private final List<String> tools;
    private final List<String> prompts;
    private final Policy policy;

    CallerHelp(Prompt.Function help, Catalog catalog, Policy policy) {
        this.help = help;
        this.tools =
                catalog.tools().stream().map(tool -> tool.definition().name()).toList();
        this.prompts = catalog.prompts().stream()
                .map(prompt -> prompt.definition().name())
                .toList();
        this.policy = policy;
    }

    @Override
    public GetPromptResult get(Map<String, String> arguments, Exchange exchange) {
        Caller caller = CallerContext.of(exchange);
        List<String> mayCall = tools.stream()
                .filter(tool -> policy.allows("tools/call", Optional.of(tool), caller))
                .toList();
        String text = "This caller may use these tools: " + names(mayCall) + "; and these prompts: " + names(prompts)
                + ". Mention no others.";
        GetPromptResult general = help.get(arguments, exchange);
        return new GetPromptResult(
                general.description(),
                Stream.concat(general.messages().stream(), Stream.of(new Message("user", new ContentBlock.Text(text))))
                        .toList());
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
