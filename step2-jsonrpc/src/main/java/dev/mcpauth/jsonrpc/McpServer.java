package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.Health;
import dev.mcpauth.health.Part;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.health.WebServer;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.function.Function;

/** The server of step 1 with an MCP endpoint, to which later steps add their parts. */
public final class McpServer {

    private final WebServer web;
    private final Health health = new Health();
    private final AllowedHosts allowedHosts;

    private McpServer(Environment environment) {
        web = WebServer.from(environment);
        allowedHosts = AllowedHosts.from(environment, web.settings());
        web.add(health).add(new BodyBuffer()).add(new DnsRebindingGuard(allowedHosts));
        web.note("Allowed hosts: " + String.join(", ", allowedHosts.hosts()) + "; allowed origins: these hosts"
                + allowedHosts.origins().stream().map(", "::concat).reduce("", String::concat));
    }

    /** @throws dev.mcpauth.health.InvalidSettingException if a setting is not usable */
    public static McpServer from(Environment environment) {
        return new McpServer(environment);
    }

    public ServerSettings settings() {
        return web.settings();
    }

    public Health health() {
        return health;
    }

    public AllowedHosts allowedHosts() {
        return allowedHosts;
    }

    /** Adds a part after the existing parts: its filters run after the guard against DNS rebinding. */
    public McpServer add(Part part) {
        web.add(part);
        return this;
    }

    /** Something that the operator reads when the server starts. */
    public McpServer note(String line) {
        web.note(line);
        return this;
    }

    /** Puts together a server on which everyone may call the same methods. */
    public Javalin create(JsonRpcHandler methods) {
        web.anonymous();
        return create(request -> new Admission.Granted(methods));
    }

    /** Puts together a server that decides for each HTTP request which methods it may call. */
    public Javalin create(Function<Context, Admission> admission) {
        return create(new McpEndpoint(admission));
    }

    /** Puts together a server with this endpoint, which other parts may use, too. */
    public Javalin create(McpEndpoint endpoint) {
        return web.add(endpoint).create();
    }
}
