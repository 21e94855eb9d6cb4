package dev.mcpauth.token;

import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import dev.mcpauth.jsonrpc.Json;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Prints a token, valid for an hour, for each of the four practice users.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private record Row(String username, List<String> roles, List<String> scopes, String token) {}

    @Option(names = "--json", description = "Print them as JSON.")
    private boolean json;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    DemoCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        TokenIssuer tokens = options.issuer(clock);
        List<Row> rows = new ArrayList<>();
        for (PracticeUser user : PracticeUser.values()) {
            TokenRequest request = user.request(Duration.ofHours(1));
            rows.add(new Row(request.username(), request.roles(), request.scopes(), tokens.issue(request)));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.writeText(rows));
            return 0;
        }
        out.printf("%-8s %-12s %s%n", "user", "roles", "scopes");
        for (Row row : rows) {
            String scopes = row.scopes().isEmpty() ? "none" : String.join(" ", row.scopes());
            out.printf("%n%-8s %-12s %s%n", row.username(), String.join(",", row.roles()), scopes);
            out.println(row.token());
        }
        return 0;
    }
}
