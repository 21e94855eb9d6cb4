package dev.mcpauth.token;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.core.TokenRules;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the keys are, and which tokens a server accepts. The defaults are those of the servers. */
final class Options {

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "The folder of keys (default: MCP_KEYS_DIR, else \"keys\").")
    private Path dir;

    private final Map<String, String> variables = new HashMap<>(System.getenv());

    Path folder() {
        return dir != null
                ? dir
                : Path.of(new Environment(variables).text("MCP_KEYS_DIR").orElse("keys"));
    }

    SigningKeys signingKeys() {
        return new SigningKeys(folder());
    }

    void override(String variable, String value) {
        if (value != null) {
            variables.put(variable, value);
        }
    }

    /** The environment of a server that is started with these options. */
    Environment environment() {
        override("MCP_KEYS_DIR", dir == null ? null : dir.toString());
        return new Environment(variables);
    }

    TokenSettings tokens() {
        return TokenSettings.from(environment(), ServerSettings.from(environment()));
    }

    TokenIssuer issuer(Clock clock) {
        TokenRules rules = tokens().rules();
        return new TokenIssuer(signingKeys(), rules.issuer(), rules.audience(), clock);
    }
}
