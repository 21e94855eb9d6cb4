package dev.mcpauth.elicitation;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Launcher;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.oauth.MetadataLink;
import dev.mcpauth.oauth.OAuthMetadata;
import dev.mcpauth.oauth.ProtectedResource;
import dev.mcpauth.resources.CourseResources;
import dev.mcpauth.resources.ResourceMethods;
import dev.mcpauth.resources.ResourcePolicy;
import dev.mcpauth.resources.Resources;
import dev.mcpauth.resources.Subscriptions;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.scopes.Scope;
import dev.mcpauth.scopes.Targets;
import dev.mcpauth.streams.GetStream;
import dev.mcpauth.streams.Reverse;
import dev.mcpauth.streams.Streams;
import dev.mcpauth.user.CallerCatalog;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Step 12: a server that asks its user in the middle of a call. */
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
        return create(environment, Clock.systemUTC(), Reverse.Pause.SLEEPING, BearerTokens::from);
    }

    /** The same server, whose tokens come from elsewhere. */
    public static Javalin create(
            Environment environment, Clock clock, Reverse.Pause pause, BearerTokens.Source source) {
        return create(environment, clock, pause, source, Questions.PATIENCE);
    }

    static Javalin create(
            Environment environment, Clock clock, Reverse.Pause pause, BearerTokens.Source source, Duration patience) {
        Questions questions = Questions.from(environment, clock, patience);
        AuditLog auditLog = new AuditLog(clock);
        Resources resources = CourseResources.of(auditLog);
        SharedDecisions shared = new SharedDecisions(auditLog);
        Policy policy = ResourcePolicy.of(Streams.addTo(Policy.COURSE))
                .with("tools/call", SharedDecisions.SHARE, new Policy.Rule(List.of(Scope.TOOLS), Role.ADMIN));
        Subscriptions subscriptions = new Subscriptions(resources, policy);
        Streams streams = new Streams(clock, subscriptions);
        CourseResources.announce(auditLog, streams);
        McpServer server = McpServer.from(environment).add(auditLog).add(streams);
        Catalog before = Catalog.ofCourse(clock)
                .with(AuditLogTool.reading(auditLog))
                .with(Reverse.with(pause))
                .with(shared.share())
                .with(shared.read());
        Catalog catalog = CallerCatalog.of(CourseResources.withAddAndGreetUser(before), policy);
        MethodTable methods = streams.addTo(catalog.methods());
        new ResourceMethods(resources, policy).addTo(methods);
        subscriptions.addTo(methods);
        CourseResources.completions(catalog, resources, policy, clock).addTo(methods);
        ProtectedResource resource = OAuthMetadata.addTo(server, environment, GetStream.METHODS);
        BearerTokens tokens = source.from(environment, server, clock, resource);
        Authorization authorization = new Authorization(
                policy,
                catalog,
                questions.lettingAsk(methods),
                ResourcePolicy.targets(resources, Targets.in(catalog)),
                tokens.rejections(),
                auditLog);
        McpEndpoint endpoint = new McpEndpoint(tokens.admit(caller -> {
            JsonRpcHandler allowed =
                    new MetadataLink(new CallerContext(authorization.methodsOf(caller), caller), resource);
            return questions.takingAnswers(caller, streams.grant(caller, allowed));
        }));
        return server.add(new GetStream(endpoint)).create(endpoint);
    }
}
