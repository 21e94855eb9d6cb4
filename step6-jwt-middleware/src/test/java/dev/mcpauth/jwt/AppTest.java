package dev.mcpauth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.definitions.DefinitionsContract;
import dev.mcpauth.dispatch.DispatchContract;
import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import dev.mcpauth.jwks.JwksContract;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.core.TokenCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest
        implements ReadmeContract,
                HealthContract,
                JsonRpcContract,
                DefinitionsContract,
                DispatchContract,
                JwksContract,
                BearerContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, CLOCK.instant());

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
                    environment -> App.create(environment, CLOCK), TokenFixture.settings(KEYS))
            .sending("Authorization: Bearer " + VALID.token());

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @RegisterExtension
    static final RunningServer STEP5 = RunningServer.of(
            dev.mcpauth.jwks.App::create, Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9105", STEP5);
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of("TOKEN", VALID.token());
    }

    @Override
    public KeyFixture keys() {
        return KEYS;
    }

    @Override
    public TokenFixture valid() {
        return VALID;
    }

    @Test
    void pageListsTheChecksInTheirOrder() throws IOException {
        String sentences = Arrays.stream(TokenCheck.values())
                .map(check -> "| " + check.sentence() + " |")
                .collect(Collectors.joining("\n"));
        String table = Pattern.compile("\\| The token [^|]+ \\||\\| The signature [^|]+ \\|")
                .matcher(Files.readString(Path.of("../docs/token-checks.md")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.joining("\n"));
        assertEquals(sentences, table);
    }

    @Test
    void newPromisesFailOnStep5() {
        ContractCheck.assertNewPromisesFail(OnStep5.class);
    }

    static final class OnStep5 implements BearerContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(
                dev.mcpauth.jwks.App::create,
                Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

        @Override
        public RunningServer server() {
            return SERVER;
        }

        @Override
        public TokenFixture valid() {
            return VALID;
        }
    }
}
