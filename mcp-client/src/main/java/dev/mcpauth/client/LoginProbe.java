package dev.mcpauth.client;

import dev.mcpauth.client.mcp.Authorization;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.util.Optional;

/** Sends a request without a token, to see the challenge of its rejection. */
final class LoginProbe implements Authorization {

    private Rejection rejection;

    Optional<Rejection> rejection() {
        return Optional.ofNullable(rejection);
    }

    @Override
    public Attempt begin() {
        return new Attempt() {
            @Override
            public Optional<String> token() {
                return Optional.empty();
            }

            @Override
            public void rejected(Rejection response) {
                if (response.status() == 401) {
                    rejection = response;
                }
                throw new Failure(
                        ExitCode.FORBIDDEN, "The server rejects this client with status " + response.status());
            }
        };
    }
}
