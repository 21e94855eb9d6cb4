package dev.mcpauth.definitions;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import dev.mcpauth.jsonrpc.Mcp;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest implements ReadmeContract, HealthContract, JsonRpcContract, DefinitionsContract {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    @RegisterExtension
    static final RunningServer STEP2 = RunningServer.of(dev.mcpauth.jsonrpc.App::create);

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9102", STEP2);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Test
    void hasNoMethodToCallAToolOrGetAPrompt() {
        Mcp mcp = new Mcp(SERVER);
        mcp.modern("tools/call", "echo", "{\"name\": \"echo\", \"arguments\": {\"message\": \"hi\"}}")
                .statusCode(404)
                .body("error.code", is(-32601));
        mcp.legacy("prompts/get", "{\"name\": \"help\"}").statusCode(200).body("error.code", is(-32601));
    }

    @Test
    void listsArePubliclyCacheable() {
        Mcp mcp = new Mcp(SERVER);
        mcp.modern("tools/list", "{}").body("result.cacheScope", equalTo("public"));
        mcp.modern("prompts/list", "{}").body("result.cacheScope", equalTo("public"));
    }

    @Test
    void newPromisesFailOnStep2() {
        ContractCheck.assertNewPromisesFail(OnStep2.class);
    }

    static final class OnStep2 implements DefinitionsContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.jsonrpc.App::create);

        @Override
        public RunningServer server() {
            return SERVER;
        }
    }
}
