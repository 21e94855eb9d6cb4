package dev.mcpauth.oauth;

import dev.mcpauth.definitions.DefinitionsContract;
import dev.mcpauth.dispatch.DispatchContract;
import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import dev.mcpauth.jwks.JwksContract;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.BearerContract;
import dev.mcpauth.jwt.TokenFixture;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest
        implements ReadmeContract,
                HealthContract,
                JsonRpcContract,
                DefinitionsContract,
                DispatchContract,
                JwksContract,
                BearerContract,
                MetadataContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID = TokenFixture.valid(PAIR, CLOCK.instant());

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
                    environment -> App.create(environment, CLOCK), TokenFixture.settings(KEYS))
            .sending("Authorization: Bearer " + VALID.token());

    /** The authorization server of the README, with keys of its own. */
    @RegisterExtension
    static final RunningServer PRACTICE = RunningServer.of(
            dev.mcpauth.authserver.App::create,
            Map.of("MCP_KEYS_DIR", KeyFixture.empty().folder().toString(), "MCP_PUBLIC_URL", TokenFixture.ISSUER));

    @RegisterExtension
    static final RunningServer STEP6 = RunningServer.of(
            dev.mcpauth.jwt.App::create, Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9001", PRACTICE, "localhost:9106", STEP6);
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
    void newPromisesFailOnStep6() {
        ContractCheck.assertNewPromisesFail(OnStep6.class);
    }

    static final class OnStep6 implements MetadataContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.jwt.App::create, TokenFixture.settings(KEYS))
                .sending("Authorization: Bearer "
                        + TokenFixture.valid(PAIR, Instant.now()).token());

        @Override
        public RunningServer server() {
            return SERVER;
        }
    }
}
