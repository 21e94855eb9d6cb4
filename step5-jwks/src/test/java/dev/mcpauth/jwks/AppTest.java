package dev.mcpauth.jwks;

import dev.mcpauth.definitions.DefinitionsContract;
import dev.mcpauth.dispatch.DispatchContract;
import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest
        implements ReadmeContract,
                HealthContract,
                JsonRpcContract,
                DefinitionsContract,
                DispatchContract,
                JwksContract {

    private static final KeyFixture KEYS = KeyFixture.empty();

    static {
        KEYS.add("first.public.pem");
    }

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.of(App::create, Map.of("MCP_KEYS_DIR", KEYS.folder().toString()));

    @RegisterExtension
    static final RunningServer STEP4 = RunningServer.of(dev.mcpauth.dispatch.App::create);

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9104", STEP4);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public KeyFixture keys() {
        return KEYS;
    }

    @Test
    void newPromisesFailOnStep4() {
        ContractCheck.assertNewPromisesFail(OnStep4.class);
    }

    static final class OnStep4 implements JwksContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.dispatch.App::create);

        @Override
        public RunningServer server() {
            return SERVER;
        }

        @Override
        public KeyFixture keys() {
            return KEYS;
        }
    }
}
