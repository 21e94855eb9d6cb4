package dev.mcpauth.authserver.pages;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.UnavailableException;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Renders the pages that users see, from the templates in {@code src/main/jte}: no scripts, no foreign content, no frames. */
public final class Pages {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final String base;
    private final boolean practice;

    public Pages(PracticeSettings settings) {
        practice = !settings.signsInElsewhere();
        base = URI.create(settings.issuer()).getRawPath();
    }

    public void addTo(RoutesConfig routes) {
        routes.get(Paths.STYLE, ctx -> ctx.contentType("text/css").result(style()));
    }

    private static byte[] style() throws IOException {
        try (InputStream css = Pages.class.getResourceAsStream("style.css")) {
            return css.readAllBytes();
        }
    }

    /** @param template the name of a file in {@code src/main/jte}, without its extension */
    public void show(Context ctx, int status, String template, Map<String, Object> model) {
        Map<String, Object> parameters = new HashMap<>(model);
        parameters.put("base", base);
        parameters.put("practice", practice);
        StringOutput html = new StringOutput();
        templates.render(template + ".jte", parameters, html);
        ctx.header("Content-Security-Policy", POLICY + "; form-action 'self'");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header(
                "Referrer-Policy", "same-origin"); // with no-referrer, browsers send "Origin: null" with our own forms
        ctx.header("Cache-Control", "no-store");
        ctx.status(status).contentType("text/html; charset=utf-8").result(html.toString());
    }

    /** Lifts {@code form-action}: browsers apply it also to redirects after the form, and those are up to the client. */
    void allowRedirectsAfterForms(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
    }

    /** Tells the user why the sign-in has failed. */
    public void showError(Context ctx, int status, String error, String description) {
        show(ctx, status, "error", Map.of("error", error, "description", description));
    }

    /** The same for an error of OAuth. */
    public void showError(Context ctx, GeneralException e) {
        ErrorObject error = OAuthErrors.errorOf(e);
        int status = 400;
        if (e instanceof UnavailableException unavailable) {
            ctx.header("Retry-After", unavailable.retryAfter());
            status = error.getHTTPStatusCode();
        }
        showError(ctx, status, error.getCode(), error.getDescription() + ".");
    }
}
