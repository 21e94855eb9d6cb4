package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;

/** The errors of OAuth as exceptions: an error code of an RFC, and a sentence that names the problem. */
public final class OAuthErrors {

    private OAuthErrors() {}

    /** @param description without the characters that {@code error_description} excludes (RFC 6749 section 5.2) */
    public static GeneralException refusal(ErrorObject error, String description) {
        return new GeneralException(error.setDescription(ErrorObject.removeIllegalChars(description)));
    }

    public static GeneralException invalidRequest(String description) {
        return refusal(OAuth2Error.INVALID_REQUEST, description);
    }

    /** The error to send for an exception of the SDK, which does not always name one. */
    public static ErrorObject errorOf(GeneralException e) {
        return e.getErrorObject() == null ? invalidRequest(e.getMessage()).getErrorObject() : e.getErrorObject();
    }
}
