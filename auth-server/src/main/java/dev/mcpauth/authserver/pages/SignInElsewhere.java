package dev.mcpauth.authserver.pages;

import com.nimbusds.oauth2.sdk.Scope;
import io.javalin.http.Context;

/** Another provider, with which users sign in after they have allowed access here. */
public interface SignInElsewhere {

    /** The name of the provider on the consent page. */
    String provider();

    /**
     * Sends the browser to the provider. The outcome of the question follows when the browser is back.
     *
     * @param allowed the scopes that the user has allowed
     */
    void begin(Context ctx, Question question, Scope allowed);
}
