package dev.mcpauth.token;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.jwt.TokenSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the keys are and which tokens a server accepts: as the servers know it, unless an option says otherwise. */
final class Options {

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "The folder of keys (default: MCP_KEYS_DIR, or else \"keys\").")
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

    /** The environment as a server would see it that was started with these options. */
    Environment environment() {
        override("MCP_KEYS_DIR", folder().toString());
        return new Environment(variables);
    }

    TokenSettings tokens() {
        return TokenSettings.from(environment(), ServerSettings.from(environment()));
    }

    TokenIssuer issuer(Clock clock) {
        TokenSettings tokens = tokens();
        return new TokenIssuer(signingKeys(), tokens.issuer(), tokens.audience(), clock);
    }
}
