package dev.mcpauth.jsonrpc;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest implements ReadmeContract, HealthContract, JsonRpcContract {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    @RegisterExtension
    static final RunningServer STEP1 = RunningServer.of(dev.mcpauth.health.App::create);

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9101", STEP1);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Test
    void declaresNoCapabilities() {
        Mcp mcp = new Mcp(SERVER);
        mcp.modern("server/discover", "{}").body("result.capabilities", equalTo(Map.of()));
        mcp.legacy("initialize", "{\"protocolVersion\": \"2025-11-25\"}")
                .body("result.capabilities", equalTo(Map.of()));
        mcp.legacy("tools/list", "{}").body("error.code", is(-32601));
    }

    @Test
    void newPromisesFailOnStep1() {
        ContractCheck.assertNewPromisesFail(OnStep1.class);
    }

    static final class OnStep1 implements JsonRpcContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.health.App::create);

        @Override
        public RunningServer server() {
            return SERVER;
        }
    }
}
