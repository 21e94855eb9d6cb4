package dev.mcpauth.streams;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.dispatch.Tool;
import dev.mcpauth.health.Environment;
import dev.mcpauth.jsonrpc.Admission;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.McpEndpoint;
import dev.mcpauth.jsonrpc.McpServer;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jwt.BearerTokens;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.oauth.MetadataLink;
import dev.mcpauth.oauth.OAuthMetadata;
import dev.mcpauth.oauth.ProtectedResource;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.AuditLogTool;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Targets;
import dev.mcpauth.user.CallerCatalog;
import dev.mcpauth.user.CallerContext;
import io.javalin.Javalin;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The server of step 9 with event streams. Later steps add their tools, methods and rules. The policy denies methods without a
 * rule.
 */
public final class StreamingServer {

    private final Environment environment;
    private final Clock clock;
    private final AuditLog auditLog;
    private final Streams streams;
    private final List<Consumer<MethodTable>> methods = new ArrayList<>();
    private Catalog catalog;
    private Policy policy = Streams.addTo(Policy.COURSE);
    private Offer offer = Offer.NOTHING;
    private UnaryOperator<Targets> targets = courseTargets -> courseTargets;
    private UnaryOperator<JsonRpcHandler> wrapper = allMethods -> allMethods;
    private BiFunction<Caller, Admission.Granted, Admission.Granted> admission = (caller, granted) -> granted;

    public StreamingServer(Environment environment, Clock clock) {
        this(environment, clock, new Streams(clock));
    }

    StreamingServer(Environment environment, Clock clock, Streams streams) {
        this.environment = environment;
        this.clock = clock;
        this.streams = streams;
        auditLog = new AuditLog(clock);
        catalog = Catalog.ofCourse(clock).with(AuditLogTool.reading(auditLog));
    }

    public AuditLog auditLog() {
        return auditLog;
    }

    public Streams streams() {
        return streams;
    }

    /** The tools and prompts so far, without those of step 9. */
    public Catalog catalog() {
        return catalog;
    }

    /** The rules so far. */
    public Policy policy() {
        return policy;
    }

    public StreamingServer add(Tool tool) {
        catalog = catalog.with(tool);
        return this;
    }

    public StreamingServer add(Prompt prompt) {
        catalog = catalog.with(prompt);
        return this;
    }

    /** Adds methods. They also need rules. */
    public StreamingServer addMethods(Consumer<MethodTable> more) {
        methods.add(more);
        return this;
    }

    /** Replaces the policy, such as by one with more rules than {@link #policy}. */
    public StreamingServer allow(Policy extended) {
        policy = extended;
        return this;
    }

    /** Sets what the policy decides about for the added methods, given the targets of the other methods. */
    public StreamingServer nameTargets(UnaryOperator<Targets> names) {
        targets = names;
        return this;
    }

    /** Sets the changes that clients can listen for. */
    public StreamingServer announce(Offer changes) {
        offer = changes;
        return this;
    }

    /** Wraps the methods. The wrapper runs after the policy has allowed a call. */
    public StreamingServer wrap(UnaryOperator<JsonRpcHandler> around) {
        wrapper = around;
        return this;
    }

    /** Changes what an authenticated request is granted. */
    public StreamingServer admit(BiFunction<Caller, Admission.Granted, Admission.Granted> more) {
        admission = more;
        return this;
    }

    /**
     * Puts the server together, without starting it.
     *
     * @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable
     */
    public Javalin create(BearerTokens.Source source) {
        McpServer server = McpServer.from(environment).add(auditLog).add(streams);
        Catalog all = CallerCatalog.of(catalog, policy);
        MethodTable table = streams.addTo(all.methods(), offer);
        methods.forEach(more -> more.accept(table));
        ProtectedResource resource = OAuthMetadata.addTo(server, environment, GetStream.METHODS);
        BearerTokens tokens = source.from(environment, server, clock, resource);
        Authorization authorization = new Authorization(
                policy, all, wrapper.apply(table), targets.apply(Targets.in(all)), tokens.rejections(), auditLog);
        McpEndpoint endpoint = new McpEndpoint(tokens.admit(caller -> {
            JsonRpcHandler allowed =
                    new MetadataLink(new CallerContext(authorization.methodsOf(caller), caller), resource);
            return admission.apply(caller, streams.grant(caller, allowed));
        }));
        return server.add(new GetStream(endpoint)).create(endpoint);
    }
}
