package dev.mcpauth.providers;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.WebUrl;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import dev.mcpauth.jwt.core.TokenVerification;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** The ways to verify tokens; {@code MCP_VERIFICATION} chooses one. None starts without its audience check. */
final class Verifications {

    private static final String WAY = "MCP_VERIFICATION";
    private static final String WAYS = "jwt, introspection, github or google";

    private final Environment environment;
    private final TokenSettings settings;
    private final Clock clock;
    private final String way;

    private Verifications(Environment environment, TokenSettings settings, Clock clock) {
        this.environment = environment;
        this.settings = settings;
        this.clock = clock;
        this.way = environment.text(WAY).orElse("jwt");
    }

    /** @throws InvalidSettingException if a setting is missing or not usable */
    static BearerTokens from(Environment environment, McpServer server, Clock clock, Rejections.Hints hints) {
        TokenSettings settings = TokenSettings.from(environment, server.settings());
        Verifications verifications = new Verifications(environment, settings, clock);
        TokenVerification verification = verifications.way.equals("jwt")
                ? JwtVerification.from(environment, server, settings, clock)
                : verifications.asking(server);
        return new BearerTokens(Grants.from(environment).addTo(verification), hints);
    }

    private TokenVerification asking(McpServer server) {
        TokenVerification provider = switch (way) {
            case "introspection" -> introspection();
            case "github" -> gitHub();
            case "google" -> google();
            default -> throw new InvalidSettingException(WAY, way, WAYS);
        };
        required("MCP_ISSUER"); // clients sign in there
        server.add(new JwksEndpoint(List::of));
        server.note(settings.toString());
        server.note("Verification: " + way + "; a revoked token works for up to "
                + VerificationCache.LONGEST.toSeconds() + " s");
        return new VerificationCache(provider, clock);
    }

    private TokenVerification introspection() {
        String requireIssuer = environment.text("MCP_INTROSPECTION_REQUIRE_ISS").orElse("false");
        if (!List.of("true", "false").contains(requireIssuer)) {
            throw new InvalidSettingException("MCP_INTROSPECTION_REQUIRE_ISS", requireIssuer, "true or false");
        }
        Upstream upstream = new Upstream(url("MCP_INTROSPECTION_URL", required("MCP_INTROSPECTION_URL")))
                .authenticatedBy(
                        required("MCP_INTROSPECTION_CLIENT_ID"), requiredSecret("MCP_INTROSPECTION_CLIENT_SECRET"));
        return new Introspection(upstream, settings.rules(), requireIssuer.equals("true"), clock);
    }

    private TokenVerification gitHub() {
        String clientId = required("MCP_GITHUB_CLIENT_ID");
        if (!JwtVerification.ID.matcher(clientId).matches()) { // it becomes part of a URL
            String expected = "letters, digits, dots, dashes and underscores";
            throw new InvalidSettingException("MCP_GITHUB_CLIENT_ID", clientId, expected);
        }
        URI api =
                url("MCP_GITHUB_API_URL", environment.text("MCP_GITHUB_API_URL").orElse("https://api.github.com"));
        Upstream upstream = new Upstream(URI.create(api + "/applications/" + clientId + "/token"))
                .authenticatedBy(clientId, requiredSecret("MCP_GITHUB_CLIENT_SECRET"));
        return new GitHubTokens(upstream, clientId, settings.rules(), clock);
    }

    /** The client ids are the audience. */
    private TokenVerification google() {
        required("MCP_CLIENT_IDS");
        URI url = url(
                "MCP_GOOGLE_TOKENINFO_URL",
                environment.text("MCP_GOOGLE_TOKENINFO_URL").orElse("https://oauth2.googleapis.com/tokeninfo"));
        return new GoogleTokens(new Upstream(url), settings.rules(), clock);
    }

    private String required(String name) {
        return environment.text(name).orElseThrow(() -> missing(name));
    }

    private String requiredSecret(String name) {
        return environment.secret(name).orElseThrow(() -> missing(name));
    }

    private InvalidSettingException missing(String name) {
        return new InvalidSettingException(name, "set, because " + WAY + " is " + way);
    }

    private static URI url(String name, String value) {
        return WebUrl.parse(value)
                .filter(LimitedHttpClient::isProtected)
                .orElseThrow(() -> new InvalidSettingException(
                        name, value, "an https URL without a password (http only on this machine)"));
    }
}
