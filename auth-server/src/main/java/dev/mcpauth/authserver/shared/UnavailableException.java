package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import java.time.Duration;

/** A request exceeds a limit. The client can try again later ({@code temporarily_unavailable}, {@code Retry-After}). */
public final class UnavailableException extends GeneralException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    private UnavailableException(int status, String description, Duration retryAfter) {
        super(new ErrorObject("temporarily_unavailable", description, status));
        this.retryAfter = retryAfter;
    }

    /** The server as a whole has reached a limit (503, RFC 9110 section 15.6.4). */
    public static UnavailableException serverIsFull(String description, Duration retryAfter) {
        return new UnavailableException(503, description, retryAfter);
    }

    /** One client address has reached its limit (429, RFC 6585 section 4). */
    public static UnavailableException tooManyFromOneAddress(String description, Duration retryAfter) {
        return new UnavailableException(429, description, retryAfter);
    }

    /** The value of the header {@code Retry-After} (RFC 9110 section 10.2.3). */
    public String retryAfter() {
        return String.valueOf(retryAfter.toSeconds());
    }
}
