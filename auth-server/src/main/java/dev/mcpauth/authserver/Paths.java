package dev.mcpauth.authserver;

import java.net.URI;

/** Where the endpoints are, as routes of this server and as URLs for clients. */
final class Paths {

    static final String METADATA = "/.well-known/oauth-authorization-server";
    static final String AUTHORIZE = "/authorize";
    static final String TOKEN = "/token";
    static final String REGISTER = "/register";
    static final String DEVICE_AUTHORIZATION = "/device_authorization";
    static final String DEVICE = "/device";
    static final String REVOKE = "/revoke";

    static final String SIGN_IN = AUTHORIZE + "/sign-in";
    static final String CONSENT = AUTHORIZE + "/consent";
    static final String STYLE = AUTHORIZE + "/style.css";

    private Paths() {}

    static URI url(PracticeSettings settings, String path) {
        return URI.create(settings.issuer() + path);
    }
}
