package dev.mcpauth.authserver.upstream;

import dev.mcpauth.authserver.http.Parameters;
import java.util.Optional;

/** Reads what a provider sends with the browser (RFC 6749 section 4.1.2). */
final class AuthorizationResponses {

    private AuthorizationResponses() {}

    /**
     * Checks who sends the response: a code of another provider must not be redeemed here (mix-up attack, RFC 9207 section 1).
     *
     * @param required whether the provider promises to send {@code iss}
     */
    static void requireIssuer(Parameters response, String issuer, boolean required) throws UpstreamException {
        Optional<String> sender = response.first("iss");
        if (sender.isPresent() ? !sender.get().equals(issuer) : required) {
            throw UpstreamException.refused(
                    "the authorization response is from another issuer", sender.orElse("without iss"));
        }
    }

    /** @throws UpstreamException if the response has an error, or no code */
    static String code(Parameters response) throws UpstreamException {
        Optional<String> error = response.first("error");
        if (error.isPresent()) {
            String reason = "the provider responds with an error";
            throw switch (error.get()) {
                case "access_denied" -> UpstreamException.denied(reason, error.get());
                case "temporarily_unavailable" -> UpstreamException.unavailable(reason, error.get());
                default -> UpstreamException.refused(reason, error.get());
            };
        }
        return response.first("code")
                .filter(code -> !code.isBlank())
                .orElseThrow(
                        () -> UpstreamException.refused("the authorization response is incomplete", "without code"));
    }
}
