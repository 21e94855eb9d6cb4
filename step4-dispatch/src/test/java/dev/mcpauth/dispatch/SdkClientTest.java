package dev.mcpauth.dispatch;

import dev.mcpauth.health.RunningServer;
import org.junit.jupiter.api.extension.RegisterExtension;

class SdkClientTest implements SdkClientContract {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    @Override
    public RunningServer server() {
        return SERVER;
    }
}
