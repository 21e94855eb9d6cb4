package dev.mcpauth.providers;

import dev.mcpauth.definitions.DefinitionsContract;
import dev.mcpauth.dispatch.DispatchContract;
import dev.mcpauth.elicitation.ElicitationContract;
import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import dev.mcpauth.jwks.JwksContract;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.BearerContract;
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
                ElicitationContract,
                ProvidersContract {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-12-31T23:59:59Z"), ZoneOffset.UTC);
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture VALID =
            TokenFixture.valid(PAIR, CLOCK.instant()).with("scope", "mcp:read mcp:tools mcp:prompts");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
                    environment -> App.create(environment, CLOCK, time -> {}), TokenFixture.settings(KEYS))
            .sending("Authorization: Bearer " + VALID.token());

    @RegisterExtension
    static final RunningServer STEP12 =
            RunningServer.of(dev.mcpauth.elicitation.App::create, TokenFixture.settings(KEYS));

    private static final FakeProvider PROVIDER = FakeProvider.start().withExamples(new MovableClock().instant());
    private static final MovableClock TIME = new MovableClock();

    private static final Map<String, String> INTROSPECTION = Map.of(
            "MCP_PUBLIC_URL",
            TokenFixture.PUBLIC_URL,
            "MCP_VERIFICATION",
            "introspection",
            "MCP_ISSUER",
            PROVIDER.url(""),
            "MCP_INTROSPECTION_URL",
            PROVIDER.url("/introspect"),
            "MCP_INTROSPECTION_CLIENT_ID",
            FakeProvider.CLIENT_ID,
            "MCP_INTROSPECTION_CLIENT_SECRET",
            FakeProvider.SECRET);

    @RegisterExtension
    static final RunningServer INTROSPECTING =
            RunningServer.of(environment -> App.create(environment, TIME, time -> {}), INTROSPECTION);

    @Override
    public RunningServer introspecting() {
        return INTROSPECTING;
    }

    @Override
    public FakeProvider provider() {
        return PROVIDER;
    }

    @Override
    public MovableClock time() {
        return TIME;
    }

    /** The README does not start the server that verifies JWTs. */
    @Override
    public String addressInReadme() {
        return "localhost:9013/jwt";
    }

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9112", STEP12, "localhost:9000", INTROSPECTING);
    }

    @Override
    public RunningServer server() {
        return SERVER;
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
    void newPromisesFailOnStep12() {
        ContractCheck.assertNewPromisesFail(OnStep12.class);
    }

    static final class OnStep12 implements ProvidersContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.elicitation.App::create, INTROSPECTION);

        @Override
        public RunningServer introspecting() {
            return SERVER;
        }

        @Override
        public FakeProvider provider() {
            return PROVIDER;
        }

        @Override
        public MovableClock time() {
            return TIME;
        }
    }
}
