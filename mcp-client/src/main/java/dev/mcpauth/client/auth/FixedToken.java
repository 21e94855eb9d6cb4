package dev.mcpauth.client.auth;

import dev.mcpauth.client.mcp.Authorization;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import java.net.URI;
import java.util.Optional;

/** The token that the user has passed, or no token. This client never signs in, and ignores stored credentials. */
public record FixedToken(URI server, Optional<String> accessToken) implements Authorization {

    @Override
    public Attempt begin() {
        return new Attempt() {
            @Override
            public Optional<String> token() {
                return accessToken;
            }

            @Override
            public void rejected(Rejection rejection) {
                String reason = Authorizer.reason(rejection, Challenge.of(rejection.challenges()));
                if (rejection.status() == 403) {
                    throw new Failure(ExitCode.FORBIDDEN, "You may not do this: " + reason + ".");
                }
                throw new Failure(
                        ExitCode.SIGN_IN,
                        accessToken.isPresent()
                                ? server + " rejects the token that you passed: " + reason + "."
                                : server + " requires a token: " + reason
                                        + ". Run the command without --no-auth to sign in.");
            }
        };
    }

    /** Without the token. */
    @Override
    public String toString() {
        return accessToken.isPresent() ? "a fixed token" : "no token";
    }
}
