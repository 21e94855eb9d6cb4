package dev.mcpauth.jwt;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import java.security.KeyPair;
import java.time.Instant;
import org.junit.jupiter.api.extension.RegisterExtension;

class SdkClientTest implements SdkBearerContract {

    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(App::create, TokenFixture.settings(KEYS));

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public TokenFixture token() {
        return TokenFixture.valid(PAIR, Instant.now());
    }
}
