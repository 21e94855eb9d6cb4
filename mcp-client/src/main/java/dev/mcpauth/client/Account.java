package dev.mcpauth.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.auth.Credentials;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the user may know about stored credentials; never a token. */
public record Account(Credentials credentials, Clock clock) {

    /** Prints it for people, or as one JSON document. */
    public void print(PrintWriter out, boolean json) {
        if (json) {
            out.println(Json.pretty(toJson()));
            return;
        }
        out.println(Text.harmless("server   " + credentials.server()));
        out.println(Text.harmless("issuer   " + credentials.issuer()));
        user().ifPresent(name -> out.println("user     " + Text.brief(name) + " (as the token says; not verified)"));
        out.println("scopes   " + Text.brief(scopes()));
        out.println("expires  " + expiry());
        out.println("client   " + Text.brief(credentials.clientInWords()));
    }

    /** The same as a JSON object. */
    public ObjectNode toJson() {
        ObjectNode json =
                Json.object().put("server", credentials.server().toString()).put("issuer", credentials.issuer());
        user().ifPresent(name -> json.put("user", name));
        credentials.grantedScopes().forEach(json.putArray("scopes")::add);
        credentials.expiresAt().ifPresent(end -> json.put("expiresAt", end.toString()));
        return json.put("refreshable", credentials.hasRefreshToken()).put("client", credentials.clientInWords());
    }

    private Optional<String> user() {
        return credentials
                .claims()
                .map(claims -> claims.path("preferred_username")
                        .asText(claims.path("sub").asText("")))
                .filter(name -> !name.isEmpty());
    }

    private String scopes() {
        return credentials.grantedScopes().isEmpty() ? "none named" : String.join(" ", credentials.grantedScopes());
    }

    private String expiry() {
        String renewal = credentials.hasRefreshToken() ? ", then refreshed" : "";
        Instant now = clock.instant();
        return credentials
                .expiresAt()
                .map(end -> end.isAfter(now)
                        ? "in " + words(Duration.between(now, end)) + renewal
                        : "expired" + (renewal.isEmpty() ? "" : ", will be refreshed"))
                .orElse("at an unknown time" + renewal);
    }

    private static String words(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
