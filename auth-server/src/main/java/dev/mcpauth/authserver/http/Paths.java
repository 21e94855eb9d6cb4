package dev.mcpauth.authserver.http;

import dev.mcpauth.authserver.shared.PracticeSettings;
import java.net.URI;

/** The paths of the endpoints, and their URLs. */
public final class Paths {

    public static final String METADATA = "/.well-known/oauth-authorization-server";
    public static final String AUTHORIZE = "/authorize";
    public static final String TOKEN = "/token";
    public static final String REGISTER = "/register";
    public static final String DEVICE_AUTHORIZATION = "/device_authorization";
    public static final String DEVICE = "/device";
    public static final String REVOKE = "/revoke";

    public static final String SIGN_IN = AUTHORIZE + "/sign-in";
    public static final String CONSENT = AUTHORIZE + "/consent";
    public static final String CALLBACK = AUTHORIZE + "/callback";
    public static final String STYLE = AUTHORIZE + "/style.css";

    private Paths() {}

    public static URI url(PracticeSettings settings, String path) {
        return URI.create(settings.issuer() + path);
    }
}
