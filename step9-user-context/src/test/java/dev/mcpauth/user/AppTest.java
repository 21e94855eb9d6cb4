package dev.mcpauth.user;

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
import dev.mcpauth.oauth.MetadataContract;
import dev.mcpauth.scopes.ScopesContract;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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
                MetadataContract,
                ScopesContract,
                UserContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID =
            TokenFixture.valid(PAIR, CLOCK.instant()).with("scope", "mcp:read mcp:tools mcp:prompts");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
                    environment -> App.create(environment, CLOCK), TokenFixture.settings(KEYS))
            .sending("Authorization: Bearer " + VALID.token());

    @RegisterExtension
    static final RunningServer STEP8 = RunningServer.of(dev.mcpauth.scopes.App::create, TokenFixture.settings(KEYS));

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9108", STEP8);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of(
                "TOKEN",
                VALID.token(),
                "BOB",
                VALID.with("preferred_username", "bob").token(),
                "ALICE",
                TokenFixture.valid(PAIR, Instant.now())
                        .with("scope", "mcp:tools mcp:prompts")
                        .token());
    }

    @Override
    public KeyFixture keys() {
        return KEYS;
    }

    @Override
    public TokenFixture valid() {
        return VALID;
    }

    @Override
    public List<String> laterTools() {
        return List.of("whoami", "greet", "extension");
    }

    @Test
    void newPromisesFailOnStep8() {
        ContractCheck.assertNewPromisesFail(OnStep8.class);
    }

    static final class OnStep8 implements UserContract {
        @RegisterExtension
        static final RunningServer SERVER =
                RunningServer.of(dev.mcpauth.scopes.App::create, TokenFixture.settings(KEYS));

        @Override
        public RunningServer server() {
            return SERVER;
        }

        @Override
        public TokenFixture valid() {
            return TokenFixture.valid(PAIR, Instant.now());
        }
    }
}
