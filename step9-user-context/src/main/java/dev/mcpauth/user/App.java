package dev.mcpauth.user;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.oauth.MetadataLink;
import dev.mcpauth.oauth.OAuthMetadata;
import dev.mcpauth.oauth.ProtectedResource;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 9: a server whose tools and prompts know who is calling. */
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
        return create(environment, Clock.systemUTC());
    }

    static Javalin create(Environment environment, Clock clock) {
        AuditLog auditLog = new AuditLog(clock);
        McpServer server = McpServer.from(environment).add(auditLog);
        Catalog catalog = CallerCatalog.of(Catalog.ofCourse(clock).with(AuditLogTool.reading(auditLog)), Policy.COURSE);
        ProtectedResource resource = OAuthMetadata.addTo(server, environment);
        BearerTokens tokens = BearerTokens.from(environment, server, clock, resource);
        Authorization authorization = new Authorization(Policy.COURSE, catalog, tokens.rejections(), auditLog);
        return server.create(tokens.require(
                caller -> new MetadataLink(new CallerContext(authorization.methodsOf(caller), caller), resource)));
    }
}
