package dev.mcpauth.authserver.code;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.oauth2.sdk.ErrorObject;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.net.URLEncoder;

/**
 * The redirect to the client, with a code or an error (RFC 6749 sections 4.1.2 and 4.1.2.1).
 *
 * @param redirectUri one of the client's own redirect URIs
 * @param state the client's {@code state}, percent-encoded as {@link #encodedState} returns it; empty if the client sent none
 * @param issuer this server (RFC 9207 section 2)
 */
record AuthorizationResponse(String redirectUri, String state, String issuer) {

    private static final String UNRESERVED_AND_MORE = "-._~!$'()*+,;:@/?="; // RFC 3986 section 3.4, without '&'

    void sendCode(Context ctx, String code) {
        redirect(ctx, "code=" + encode(code));
    }

    void sendError(Context ctx, ErrorObject error) {
        String description =
                error.getDescription() == null ? "" : "&error_description=" + encode(error.getDescription());
        redirect(ctx, "error=" + encode(error.getCode()) + description);
    }

    /** With status 303: the browser does not send the form again (RFC 9700 section 4.12). */
    private void redirect(Context ctx, String parameters) {
        String separator = redirectUri.contains("?") ? redirectUri.endsWith("?") ? "" : "&" : "?";
        String withState = state.isEmpty() ? "" : "&state=" + state;
        ctx.status(303)
                .header("Location", redirectUri + separator + parameters + "&iss=" + encode(issuer) + withState)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .removeHeader("Content-Type");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /**
     * The {@code state} of a query, still encoded, so that it comes back byte for byte; characters that a query must not
     * contain are encoded. Empty if the query has no state.
     *
     * @param query with correct percent-encoding, as {@code Parameters} has checked it; {@code null} if there is none
     */
    static String encodedState(String query) {
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String[] nameAndValue = parameter.split("=", 2);
            if (nameAndValue.length == 2
                    && URLDecoder.decode(nameAndValue[0], UTF_8).equals("state")) {
                return onlyQueryCharacters(nameAndValue[1]);
            }
        }
        return "";
    }

    private static String onlyQueryCharacters(String raw) {
        StringBuilder encoded = new StringBuilder();
        raw.codePoints().forEach(c -> {
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '%' // the two digits after it are checked
                    || UNRESERVED_AND_MORE.indexOf(c) >= 0;
            encoded.append(allowed ? Character.toString(c) : encode(Character.toString(c)));
        });
        return encoded.toString();
    }
}
