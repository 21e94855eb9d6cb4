package dev.mcpauth.authserver.upstream;

import com.nimbusds.jose.JWSAlgorithm;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.WebUrl;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** With which provider users sign in, as {@code MCP_UPSTREAM} says, and which of its users may. */
public record UpstreamSettings(Upstream upstream, Users users) {

    private static final String NAME = "MCP_UPSTREAM";
    private static final List<String> ALGORITHMS = List.of("RS256", "RS384", "RS512", "PS256", "ES256");

    /**
     * @return empty if users sign in here
     * @throws InvalidSettingException if a setting is missing or not usable
     */
    public static Optional<UpstreamSettings> from(Environment environment, PracticeSettings settings, Clock clock) {
        URI callback = Paths.url(settings, Paths.CALLBACK);
        return environment.text(NAME).map(kind -> {
            Upstream upstream = switch (kind) {
                case "oidc" -> oidc(environment, callback, clock);
                case "github" -> gitHub(environment, callback);
                default -> throw new InvalidSettingException(NAME, kind, "oidc or github");
            };
            return new UpstreamSettings(upstream, Users.from(environment));
        });
    }

    private static Upstream oidc(Environment environment, URI callback, Clock clock) {
        String algorithm = environment.text("MCP_UPSTREAM_ALGORITHM").orElse("RS256");
        if (!ALGORITHMS.contains(algorithm)) {
            throw new InvalidSettingException("MCP_UPSTREAM_ALGORITHM", algorithm, "one of " + ALGORITHMS);
        }
        return new OidcUpstream(
                url(required(environment, "MCP_UPSTREAM_ISSUER"), "MCP_UPSTREAM_ISSUER"),
                required(environment, "MCP_UPSTREAM_CLIENT_ID"),
                secret(environment),
                JWSAlgorithm.parse(algorithm),
                callback,
                clock);
    }

    private static Upstream gitHub(Environment environment, URI callback) {
        return new GitHubUpstream(
                url(environment.text("MCP_GITHUB_URL").orElse("https://github.com"), "MCP_GITHUB_URL"),
                url(environment.text("MCP_GITHUB_API_URL").orElse("https://api.github.com"), "MCP_GITHUB_API_URL"),
                required(environment, "MCP_UPSTREAM_CLIENT_ID"),
                secret(environment),
                callback);
    }

    private static String required(Environment environment, String name) {
        return environment.text(name).orElseThrow(() -> missing(name));
    }

    private static String secret(Environment environment) {
        String name = "MCP_UPSTREAM_CLIENT_SECRET";
        return environment.secret(name).orElseThrow(() -> missing(name));
    }

    private static InvalidSettingException missing(String name) {
        return new InvalidSettingException(name, "set, because " + NAME + " is");
    }

    private static URI url(String value, String name) {
        return WebUrl.parse(value)
                .filter(LimitedHttpClient::isProtected)
                .filter(url -> url.getRawQuery() == null)
                .orElseThrow(() -> new InvalidSettingException(
                        name, value, "an https URL without a password or a query (http only on this machine)"));
    }
}
