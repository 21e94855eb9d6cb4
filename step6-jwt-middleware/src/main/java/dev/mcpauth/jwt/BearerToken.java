package dev.mcpauth.jwt;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gets the token out of the {@code Authorization} header, the one place where it may be (RFC 6750 section 2.1). */
final class BearerToken {

    private static final Pattern BEARER = Pattern.compile("(?i:bearer)(?: +(.*))?");

    /** RFC 6750 calls it b64token. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private BearerToken() {}

    /**
     * @param authorization all {@code Authorization} headers of the request
     * @return empty if there is none, or one of another scheme
     * @throws BearerException with status 400 if it is not clear which token is meant, or it cannot be one
     */
    static Optional<String> from(List<String> authorization) {
        if (authorization.size() > 1) {
            throw BearerException.invalidRequest("There is more than one Authorization header");
        }
        if (authorization.isEmpty()) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(authorization.get(0).strip());
        if (!bearer.matches()) {
            return Optional.empty();
        }
        String token = bearer.group(1);
        if (token == null || !TOKEN.matcher(token).matches()) {
            throw BearerException.invalidRequest("The Authorization header holds no well-formed bearer token");
        }
        return Optional.of(token);
    }
}
