package dev.mcpauth.authserver.http;

import dev.mcpauth.authserver.shared.PracticeSettings;
import io.javalin.http.Context;
import java.time.Duration;

/** Cookies that only this server sees, and no script; a form of another web page does not send them. */
public final class Cookies {

    private final boolean https;

    public Cookies(PracticeSettings settings) {
        https = settings.issuer().startsWith("https:");
    }

    /** @return {@code null} if the browser has no such cookie */
    public String get(Context ctx, String name) {
        return ctx.cookie(withPrefix(name));
    }

    /** For as long as the browser runs. */
    public void set(Context ctx, String name, String value) {
        ctx.res()
                .addHeader(
                        "Set-Cookie",
                        withPrefix(name) + "=" + value + "; Path=/; HttpOnly; SameSite=Lax"
                                + (https ? "; Secure" : ""));
    }

    /** @param lifetime zero removes the cookie */
    public void set(Context ctx, String name, String value, Duration lifetime) {
        set(ctx, name, value + "; Max-Age=" + lifetime.toSeconds());
    }

    /** Browsers refuse the prefix without Secure (RFC 6265bis section 4.1.3). */
    private String withPrefix(String name) {
        return https ? "__Host-" + name : name;
    }
}
