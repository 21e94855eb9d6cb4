package dev.mcpauth.resources;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.oauth.MetadataLink;
import dev.mcpauth.oauth.OAuthMetadata;
import dev.mcpauth.oauth.ProtectedResource;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Targets;
import dev.mcpauth.streams.GetStream;
import dev.mcpauth.streams.Reverse;
import dev.mcpauth.streams.Streams;
import dev.mcpauth.user.CallerCatalog;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import java.time.Clock;

/** Step 11: a server whose callers read resources, and complete the arguments of prompts and templates. */
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
        return create(environment, Clock.systemUTC(), Reverse.Pause.SLEEPING);
    }

    static Javalin create(Environment environment, Clock clock, Reverse.Pause pause) {
        AuditLog auditLog = new AuditLog(clock);
        Resources resources = CourseResources.of(auditLog);
        Policy policy = ResourcePolicy.of(Streams.addTo(Policy.COURSE));
        Subscriptions subscriptions = new Subscriptions(resources, policy);
        Streams streams = new Streams(clock, subscriptions);
        CourseResources.announce(auditLog, streams);
        McpServer server = McpServer.from(environment).add(auditLog).add(streams);
        Catalog before =
                Catalog.ofCourse(clock).with(AuditLogTool.reading(auditLog)).with(Reverse.with(pause));
        Catalog catalog = CallerCatalog.of(CourseResources.withAddAndGreetUser(before), policy);
        MethodTable methods = streams.addTo(catalog.methods());
        new ResourceMethods(resources, policy).addTo(methods);
        subscriptions.addTo(methods);
        CourseResources.completions(catalog, resources, policy, clock).addTo(methods);
        ProtectedResource resource = OAuthMetadata.addTo(server, environment, GetStream.METHODS);
        BearerTokens tokens = BearerTokens.from(environment, server, clock, resource);
        Authorization authorization = new Authorization(
                policy,
                catalog,
                methods,
                ResourcePolicy.targets(resources, Targets.in(catalog)),
                tokens.rejections(),
                auditLog);
        McpEndpoint endpoint = new McpEndpoint(tokens.admit(caller -> streams.grant(
                caller, new MetadataLink(new CallerContext(authorization.methodsOf(caller), caller), resource))));
        return server.add(new GetStream(endpoint)).create(endpoint);
    }
}
