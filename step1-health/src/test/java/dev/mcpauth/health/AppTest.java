package dev.mcpauth.health;

import io.javalin.Javalin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppTest implements ReadmeContract, HealthContract {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create);

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Test
    void newPromisesFailOnAnEmptyServer() {
        ContractCheck.assertNewPromisesFail(OnAnEmptyServer.class);
    }

    static final class OnAnEmptyServer implements HealthContract {
        @RegisterExtension
        static final RunningServer SERVER =
                RunningServer.of(environment -> Javalin.create(config -> config.jetty.port = 0));

        @Override
        public RunningServer server() {
            return SERVER;
        }
    }
}
