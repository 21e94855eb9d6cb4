package dev.mcpauth.authserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.health.RunningServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Behind a proxy that speaks https, the cookie is for https and for this host only. */
@Timeout(60)
class HttpsCookieTest {

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create, Map.of("MCP_KEYS_DIR", Practice.KEYS.toString(), "MCP_PUBLIC_URL", "https://localhost"));

    @Test
    void theCookieHasTheHostPrefix() {
        Http http = new Http(() -> "http://localhost:" + SERVER.port());
        HttpResponse<String> page = new SignIn(http).authorize();
        String cookie = page.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.matches("__Host-practice=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax; Secure"), cookie);
        List<String> origin = List.of("Origin", "https://localhost");
        HttpResponse<String> next =
                http.post("/authorize/sign-in", origin, "id", Http.hidden(page, "id"), "user", "alice");
        assertEquals(200, next.statusCode());
    }
}
