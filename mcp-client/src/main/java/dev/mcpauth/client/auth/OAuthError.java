package dev.mcpauth.client.auth;

import dev.mcpauth.client.shared.Text;

/** An authorization server has refused a request (RFC 6749 section 5.2). */
final class OAuthError extends Exception {

    private static final long serialVersionUID = 1;

    private final String code;

    OAuthError(String code, String description) {
        super(description.isBlank() ? Text.brief(code) : Text.brief(code) + ": " + Text.brief(description));
        this.code = code;
    }

    String code() {
        return code;
    }
}
