package dev.mcpauth.bench;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

/** The stateless server of the official Java SDK on Jetty, with the tool {@code echo} behind a {@link BearerTokenFilter}. */
public final class SdkServer {

    private static final Tool ECHO = Tool.builder("echo", object(Map.of("type", "string", "minLength", 1), "message"))
            .description("Returns the message.")
            .outputSchema(object(Map.of("type", "string"), "text"))
            .build();

    private SdkServer() {}

    public static void main(String[] args) throws Exception {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint("/mcp")
                .build();
        McpServer.sync(transport)
                .serverInfo("bench-java-sdk", "1.0.0")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                // Runs the tool on the thread of the request, which a blocking transport allows; it is faster.
                .immediateExecution(true)
                .toolCall(
                        ECHO,
                        (context, request) -> echo((String) request.arguments().get("message")))
                .build();

        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addServlet(new ServletHolder(transport), "/mcp");
        handler.addFilter(
                new FilterHolder(BearerTokenFilter.fromEnvironment()), "/mcp", EnumSet.of(DispatcherType.REQUEST));
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("BENCH_PORT"))));
        server.setHandler(handler);
        server.start();
        server.join();
    }

    private static CallToolResult echo(String message) {
        return CallToolResult.builder()
                .addTextContent(message)
                .structuredContent(Map.of("text", message))
                .isError(false)
                .build();
    }

    private static Map<String, Object> object(Map<String, Object> property, String name) {
        return Map.of(
                "type",
                "object",
                "properties",
                Map.of(name, property),
                "required",
                List.of(name),
                "additionalProperties",
                false);
    }
}
