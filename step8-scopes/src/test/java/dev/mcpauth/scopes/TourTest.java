package dev.mcpauth.scopes;

import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.TokenFixture;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tour in the README at the top of the repository. */
class TourTest implements ReadmeContract {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final KeyFixture KEYS = KeyFixture.empty();
    private static final KeyPair PAIR = KEYS.add("issuer.public.pem");
    private static final TokenFixture ALICE =
            TokenFixture.valid(PAIR, CLOCK.instant()).with("scope", "mcp:read mcp:tools");

    @RegisterExtension
    static final RunningServer SERVER =
            RunningServer.of(environment -> App.create(environment, CLOCK), TokenFixture.settings(KEYS));

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @Override
    public Path readme() {
        return Path.of("../README.md");
    }

    @Override
    public Map<String, String> shellVariables() {
        return Map.of("TOKEN", ALICE.token(), "FORGED", tampered());
    }

    /** The claims of admin with the signature of alice. */
    private static String tampered() {
        String[] alice = ALICE.token().split("\\.");
        String[] admin = ALICE.with("preferred_username", "admin").token().split("\\.");
        return admin[0] + "." + admin[1] + "." + alice[2];
    }
}
