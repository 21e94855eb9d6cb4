package dev.mcpauth.authserver.upstream;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;

/** Nobody has signed in with the provider. Message and detail are for the log; clients get the error, which quotes nothing. */
final class UpstreamException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String detail;
    private final ErrorObject error;

    private UpstreamException(String reason, String detail, ErrorObject error, String description) {
        super(reason);
        this.detail = detail;
        this.error = error.setDescription(description);
    }

    /** The provider, or someone in its place, has sent something that this server does not accept. */
    static UpstreamException refused(String reason, String detail) {
        String description = "The sign-in with the identity provider failed";
        return new UpstreamException(reason, detail, OAuth2Error.SERVER_ERROR, description);
    }

    /** The provider does not respond, or responds that it cannot. */
    static UpstreamException unavailable(String reason, String detail) {
        String description = "The identity provider cannot be reached; try again later";
        return new UpstreamException(reason, detail, OAuth2Error.TEMPORARILY_UNAVAILABLE, description);
    }

    /** The user has denied access at the provider, or may not sign in here. */
    static UpstreamException denied(String reason, String detail) {
        return new UpstreamException(reason, detail, OAuth2Error.ACCESS_DENIED, "The user did not sign in, or may not");
    }

    /** What the provider has sent: anything but a secret. The message is one of a few fixed sentences. */
    String detail() {
        return detail;
    }

    ErrorObject error() {
        return error;
    }
}
