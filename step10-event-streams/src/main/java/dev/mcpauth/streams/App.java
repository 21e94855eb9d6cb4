package dev.mcpauth.streams;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.oauth.MetadataLink;
import dev.mcpauth.oauth.OAuthMetadata;
import dev.mcpauth.oauth.ProtectedResource;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.user.CallerCatalog;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 10: a server that reports progress, and tells clients that listen what has changed. */
public final class App {

    private App() {}

    public static void main(String[] args) {
        Launcher.run(App::create);
    }

    /**
     * Wires the server together, without starting it.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable
     */
    public static Javalin create(Environment environment) {
        Clock clock = Clock.systemUTC();
        return create(environment, clock, Reverse.Pause.SLEEPING, new Streams(clock, Offer.NOTHING));
    }

    static Javalin create(Environment environment, Clock clock, Reverse.Pause pause, Streams streams) {
        AuditLog auditLog = new AuditLog(clock);
        McpServer server = McpServer.from(environment).add(auditLog).add(streams);
        Policy policy = Streams.addTo(Policy.COURSE);
        Catalog catalog = CallerCatalog.of(
                Catalog.ofCourse(clock).with(AuditLogTool.reading(auditLog)).with(Reverse.with(pause)), policy);
        ProtectedResource resource = OAuthMetadata.addTo(server, environment, GetStream.METHODS);
        BearerTokens tokens = BearerTokens.from(environment, server, clock, resource);
        Authorization authorization =
                new Authorization(policy, catalog, streams.addTo(catalog.methods()), tokens.rejections(), auditLog);
        McpEndpoint endpoint = new McpEndpoint(tokens.admit(caller -> streams.grant(
                caller, new MetadataLink(new CallerContext(authorization.methodsOf(caller), caller), resource))));
        return server.add(new GetStream(endpoint)).create(endpoint);
    }
}
