package dev.mcpauth.token;

import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import dev.mcpauth.jsonrpc.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "issue",
        description = "Prints an access token. Makes a key on first use.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class IssueCommand implements Callable<Integer> {

    @Option(names = "--username", required = true, paramLabel = "NAME", description = "Whose token it is.")
    private String username;

    @Option(
            names = "--scopes",
            required = true,
            paramLabel = "LIST",
            description = "What it allows, separated by commas; \"\" for nothing.")
    private String scopes;

    @Option(
            names = "--roles",
            paramLabel = "LIST",
            description =
                    "The user's roles, separated by commas (default: user; for admin: user,admin; for guest: guest).")
    private String roles;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description = "When it expires, from now: 90s, 10m, 1h, 7d or PT1H; -1m for a minute ago (default: 1h).")
    private Duration expires;

    @Option(names = "--issuer", paramLabel = "URL", description = "Default: MCP_ISSUER, or else the public URL.")
    private String issuer;

    @Option(
            names = "--audience",
            paramLabel = "URL",
            description = "Default: MCP_AUDIENCE, or else the public URL with /mcp.")
    private String audience;

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            defaultValue = TokenRequest.TEST_CLIENT,
            description = "The client that has it (default: ${DEFAULT-VALUE}).")
    private String clientId;

    @Option(names = "--json", description = "Print it with its claims, as JSON.")
    private boolean json;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    IssueCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        options.override("MCP_ISSUER", issuer);
        options.override("MCP_AUDIENCE", audience);
        TokenIssuer tokens = options.issuer(clock);
        Map<String, Object> claims = tokens.claims(request());
        String token = tokens.sign(claims);
        spec.commandLine().getOut().println(json ? json(token, claims) : token);
        return 0;
    }

    private TokenRequest request() {
        try {
            return new TokenRequest(
                    username,
                    list(scopes),
                    roles == null ? PracticeUser.rolesOf(username) : list(roles),
                    clientId,
                    expires);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private String json(String token, Map<String, Object> claims) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("access_token", token);
        members.put("token_type", "Bearer");
        members.put("expires_in", expires.toSeconds());
        members.put("claims", claims);
        return Json.writeText(members);
    }
}
