package dev.mcpauth.authserver;

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

/** What people see. No scripts, nothing from elsewhere, in nobody's frame; see {@code src/main/jte}. */
final class Pages {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final String base;

    Pages(PracticeSettings settings) {
        base = URI.create(settings.issuer()).getRawPath();
    }

    void addTo(RoutesConfig routes) {
        routes.get(Paths.STYLE, ctx -> ctx.contentType("text/css").result(style()));
    }

    private static byte[] style() throws IOException {
        try (InputStream css = Pages.class.getResourceAsStream("style.css")) {
            return css.readAllBytes();
        }
    }

    /**
     * Shows a page.
     *
     * @param template its name in {@code src/main/jte}, without the ending
     */
    void show(Context ctx, int status, String template, Map<String, Object> model) {
        Map<String, Object> parameters = new HashMap<>(model);
        parameters.put("base", base);
        StringOutput html = new StringOutput();
        templates.render(template + ".jte", parameters, html);
        ctx.header("Content-Security-Policy", POLICY + "; form-action 'self'");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header(
                "Referrer-Policy", "same-origin"); // with no-referrer, browsers hide the Origin of forms from us, too
        ctx.header("Cache-Control", "no-store");
        ctx.status(status).contentType("text/html; charset=utf-8").result(html.toString());
    }

    void allowFormsToLeadAnywhere(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
    }

    /** Tells the user that it cannot go on, and why. */
    void showError(Context ctx, int status, String error, String description) {
        show(ctx, status, "error", Map.of("error", error, "description", description));
    }
}
