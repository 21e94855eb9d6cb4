package dev.mcpauth.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mcpauth.dispatch.App;
import dev.mcpauth.health.RunningServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any bytes as the body of {@code POST /mcp}. */
class JsonRpcFuzzTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    private static HttpConnection connection;

    @FuzzTest(maxDuration = "10m")
    void answersAnyBodyWithJsonRpc(byte[] body) {
        if (connection == null) {
            connection = new HttpConnection(SERVER.port());
        }
        Responses.assertJsonRpc(connection.send("POST /mcp HTTP/1.1\nContent-Type: application/json\n", body));
    }
}
