package dev.mcpauth.providers;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.WebUrl;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwks.JwksEndpoint;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.TokenSettings;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.LimitedHttpClient;
import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenCheck;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Verifies JWTs of providers that have an issuer for each tenant, or a key set for each client. */
final class JwtVerification {

    private static final String ISSUER = "MCP_TENANT_ISSUER";
    private static final String TENANTS = "MCP_TENANT_IDS";
    private static final String KEYS = "MCP_CLIENT_JWKS_URL";
    private static final String CLIENTS = "MCP_CLIENT_IDS";
    /** Ids that can be put into a URL. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]+");

    private JwtVerification() {}

    static TokenVerification from(Environment environment, McpServer server, TokenSettings settings, Clock clock) {
        boolean tenants = environment.text(ISSUER).isPresent();
        boolean clients = environment.text(KEYS).isPresent();
        if (tenants && clients) {
            throw new InvalidSettingException(KEYS, "unset, because " + ISSUER + " is set");
        }
        if (!tenants && !clients) {
            return BearerTokens.verification(environment, server, clock);
        }
        server.add(new JwksEndpoint(List::of));
        server.note(settings.toString());
        server.note(tenants ? "Keys: a key set for each tenant" : "Keys: a key set for each client");
        return tenants ? ofTenants(environment, settings, clock) : ofClients(environment, settings.rules(), clock);
    }

    /** A subject is unique at its issuer only, so the tenant becomes part of it. */
    private static TokenVerification ofTenants(Environment environment, TokenSettings settings, Clock clock) {
        List<String> tenants = environment.list(TENANTS);
        Map<String, TokenVerification> verifications = new HashMap<>();
        urls(environment, ISSUER, "{tenantid}", TENANTS, tenants).forEach((tenant, issuer) -> {
            RemoteKeys keys = settings.jwksUrl()
                    .map(url -> RemoteKeys.at(url, settings.rules().algorithm(), clock))
                    .orElseGet(() ->
                            RemoteKeys.of(issuer.toString(), settings.rules().algorithm(), clock));
            TokenRules rules = settings.rules().withIssuer(issuer.toString());
            TokenVerifier verifier = new TokenVerifier(keys, rules, clock);
            verifications.put(issuer.toString(), token -> inTenant(tenant, verifier.verify(token)));
        });
        return new VerificationByClaim(TokenCheck.ISSUER, List.of("iss"), verifications);
    }

    private static Caller inTenant(String tenant, Caller caller) {
        return new Caller(
                tenant + "/" + caller.subject(),
                caller.username(),
                caller.clientId(),
                caller.scopes(),
                caller.roles(),
                caller.expiresAt());
    }

    private static TokenVerification ofClients(Environment environment, TokenRules rules, Clock clock) {
        Map<String, TokenVerification> verifications = new HashMap<>();
        urls(environment, KEYS, "{clientid}", CLIENTS, rules.clientIds()).forEach((client, url) -> {
            RemoteKeys keys = RemoteKeys.at(url, rules.algorithm(), clock);
            verifications.put(client, new TokenVerifier(keys, rules.withClientIds(Set.of(client)), clock));
        });
        return new VerificationByClaim(TokenCheck.CLIENT, List.of("client_id", "azp", "cid"), verifications);
    }

    /** The URL for each id. */
    private static Map<String, URI> urls(
            Environment environment, String name, String placeholder, String idsName, Collection<String> ids) {
        if (ids.isEmpty() || !ids.stream().allMatch(id -> ID.matcher(id).matches())) {
            throw new InvalidSettingException(
                    idsName, "a list of ids of letters and digits, because " + name + " is set");
        }
        String template = environment.text(name).orElseThrow();
        Map<String, URI> urls = new HashMap<>();
        for (String id : ids) {
            URI url = WebUrl.parse(template.replace(placeholder, id))
                    .filter(LimitedHttpClient::isProtected)
                    .filter(found -> template.contains(placeholder))
                    .orElseThrow(() -> new InvalidSettingException(
                            name, template, "an https URL with " + placeholder + " (http only on this machine)"));
            urls.put(id, url);
        }
        return urls;
    }
}
