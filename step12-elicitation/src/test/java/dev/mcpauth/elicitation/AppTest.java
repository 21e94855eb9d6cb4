package dev.mcpauth.elicitation;

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
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.TokenFixture;
import dev.mcpauth.oauth.MetadataContract;
import dev.mcpauth.resources.ResourcesContract;
import dev.mcpauth.scopes.ScopesContract;
import dev.mcpauth.streams.StreamsContract;
import dev.mcpauth.user.UserContract;
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
                UserContract,
                StreamsContract,
                ResourcesContract,
                ElicitationContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID =
            TokenFixture.valid(PAIR, CLOCK.instant()).with("scope", "mcp:read mcp:tools mcp:prompts");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
                    environment -> App.create(environment, CLOCK, time -> {}, BearerTokens::from),
                    TokenFixture.settings(KEYS))
            .sending("Authorization: Bearer " + VALID.token());

    @RegisterExtension
    static final RunningServer STEP11 =
            RunningServer.of(dev.mcpauth.resources.App::create, TokenFixture.settings(KEYS));

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9111", STEP11);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of(
                "TOKEN",
                VALID.with("roles", List.of("user", "admin")).token(),
                "ADMIN",
                TokenFixture.valid(PAIR, Instant.now())
                        .with("roles", List.of("user", "admin"))
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
        return List.of("reverse", "share_audit_log", "shared_decisions", "add", "whoami", "greet", "extension");
    }

    @Override
    public Map<String, Object> laterCapabilities() {
        return Map.of("logging", Map.of(), "resources", Map.of("subscribe", true), "completions", Map.of());
    }

    @Override
    public String allowedMethods() {
        return "GET, POST";
    }

    @Override
    public String methodsOfEndpoint() {
        return allowedMethods();
    }

    @Override
    public List<String> laterToolsOfAdmins() {
        return List.of("share_audit_log");
    }

    @Override
    public boolean asksClients() {
        return true;
    }

    @Override
    public boolean hasSessions() {
        return true;
    }

    @Test
    void newPromisesFailOnStep11() {
        ContractCheck.assertNewPromisesFail(OnStep11.class);
    }

    static final class OnStep11 implements ElicitationContract {
        @RegisterExtension
        static final RunningServer SERVER =
                RunningServer.of(dev.mcpauth.resources.App::create, TokenFixture.settings(KEYS));

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
