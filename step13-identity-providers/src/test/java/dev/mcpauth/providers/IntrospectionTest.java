package dev.mcpauth.providers;

import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that asks its provider about each token. */
@Timeout(120)
class IntrospectionTest implements ProvidersContract, ReadmeContract {

    private static final FakeProvider PROVIDER = start();
    private static final MovableClock CLOCK = new MovableClock();
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    private static FakeProvider start() {
        try {
            return new FakeProvider(0).withExamples(new MovableClock().instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> settings(FakeProvider provider, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "MCP_PUBLIC_URL",
                TokenFixture.PUBLIC_URL,
                "MCP_VERIFICATION",
                "introspection",
                "MCP_ISSUER",
                provider.url(""),
                "MCP_INTROSPECTION_URL",
                provider.url("/introspect"),
                "MCP_INTROSPECTION_CLIENT_ID",
                FakeProvider.CLIENT_ID,
                "MCP_INTROSPECTION_CLIENT_SECRET",
                FakeProvider.SECRET));
        settings.putAll(more);
        return settings;
    }

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.of(environment -> App.create(environment, CLOCK, time -> {}), settings(PROVIDER, Map.of()));

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public FakeProvider provider() {
        return PROVIDER;
    }

    @Override
    public MovableClock clock() {
        return CLOCK;
    }

    @RegisterExtension
    static final RunningServer STEP12 = RunningServer.of(
            dev.mcpauth.elicitation.App::create,
            Map.of("MCP_KEYS_DIR", KEYS.folder().toString(), "MCP_PUBLIC_URL", TokenFixture.PUBLIC_URL));

    /** The README shows the problem with the step before. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9112", STEP12);
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of("ALICE", TokenFixture.valid(PAIR, Instant.now()).token());
    }

    @Test
    void newPromisesFailOnStep12() {
        ContractCheck.assertNewPromisesFail(OnStep12.class);
    }

    static final class OnStep12 implements ProvidersContract {
        @RegisterExtension
        static final RunningServer SERVER =
                RunningServer.of(dev.mcpauth.elicitation.App::create, settings(PROVIDER, Map.of()));

        @Override
        public RunningServer server() {
            return SERVER;
        }

        @Override
        public FakeProvider provider() {
            return PROVIDER;
        }

        @Override
        public MovableClock clock() {
            return CLOCK;
        }
    }
}
