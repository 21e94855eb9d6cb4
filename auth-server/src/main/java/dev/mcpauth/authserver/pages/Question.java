package dev.mcpauth.authserver.pages;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.Scope;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.shared.Grant;
import io.javalin.http.Context;

/**
 * What a client asks a user for.
 *
 * @param redirectUri where the browser goes after the answer; empty if it stays here
 * @param userCode the code on the screen of the device that asks; empty if no device asks
 * @param characters the length of all texts that the outcome refers to, to estimate the memory that it needs
 */
public record Question(
        Client client, Scope scope, String redirectUri, String userCode, long characters, Outcome outcome) {

    /** What happens after the answer. */
    public interface Outcome {
        void allowed(Context ctx, Grant grant);

        void denied(Context ctx);

        /** The user has allowed access, but cannot sign in. */
        void failed(Context ctx, ErrorObject error);
    }
}
