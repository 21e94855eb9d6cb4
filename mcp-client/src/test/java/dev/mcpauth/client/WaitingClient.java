package dev.mcpauth.client;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A process that wants a token when a line arrives on its standard input. Arguments: the folder of credentials, the URL of the
 * server, and the time of its clock. The exit code is 0 if it has the second access token.
 */
final class WaitingClient {

    private WaitingClient() {}

    public static void main(String[] arguments) throws IOException {
        Clock clock = Clock.fixed(Instant.parse(arguments[2]), ZoneOffset.UTC);
        var authorizer = AuthorizerTest.authorizer(Path.of(arguments[0]), arguments[1], clock, url -> {
            throw new IllegalStateException("there is no browser");
        });
        System.out.println("ready");
        if (System.in.read() < 0) {
            throw new IOException("nobody waits for this process");
        }
        boolean refreshed =
                authorizer.begin().token().filter("secret-access-2"::equals).isPresent();
        System.exit(refreshed ? 0 : 1);
    }
}
