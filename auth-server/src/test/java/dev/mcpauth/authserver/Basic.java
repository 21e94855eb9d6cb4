package dev.mcpauth.authserver;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Client authentication in a header (RFC 6749 section 2.3.1). */
final class Basic {

    private Basic() {}

    static String of(String clientId, String secret) {
        String credentials = Http.encode(clientId, secret).replace('=', ':');
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
