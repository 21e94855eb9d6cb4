package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.auth.Authorizer;
import dev.mcpauth.client.auth.ClientOptions;
import dev.mcpauth.client.auth.Overrides;
import dev.mcpauth.client.auth.SignIn;
import dev.mcpauth.client.auth.SignInOptions;
import dev.mcpauth.client.auth.TokenCache;
import dev.mcpauth.client.auth.UserDialog;
import dev.mcpauth.client.mcp.Protocol;
import dev.mcpauth.client.mcp.Questions;
import dev.mcpauth.client.mcp.Session;
import dev.mcpauth.client.mcp.Transport;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.HttpClients;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Limits;
import dev.mcpauth.client.shared.Trace;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The program that the official conformance suite runs. It executes a scenario with the client's own classes. The suite names
 * the scenario in the environment and appends the URL of its server; its sign-in pages allow access by themselves.
 */
final class ConformanceDriver {

    private static final URI METADATA_DOCUMENT = URI.create("https://conformance-test.local/client-metadata.json");
    private static final Set<String> WITH_QUESTIONS =
            Set.of("elicitation-sep1034-client-defaults", "sep-2322-client-request-state");

    private final String scenario;
    private final JsonNode context;
    private final Session session;

    private ConformanceDriver(String scenario, JsonNode context, Session session) {
        this.scenario = scenario;
        this.context = context;
        this.session = session;
    }

    public static void main(String[] arguments) throws IOException {
        System.setProperty("jdk.httpclient.keepalive.timeout", "3");
        URI server = URI.create(arguments[arguments.length - 1]);
        String scenario = variable("MCP_CONFORMANCE_SCENARIO").orElse("");
        JsonNode context =
                variable("MCP_CONFORMANCE_CONTEXT").flatMap(Json::parse).orElseGet(Json::object);
        Protocol protocol = variable("MCP_CONFORMANCE_PROTOCOL_VERSION")
                .filter("2026-07-28"::equals)
                .map(version -> Protocol.MODERN)
                .orElse(Protocol.LEGACY);
        Path folder = Files.createTempDirectory("conformance-");
        int exitCode = 0;
        try (Session session = open(server, protocol, scenario, context, folder)) {
            new ConformanceDriver(scenario, context, session).run();
        } catch (Failure failure) {
            System.err.println(failure.getMessage());
            exitCode = failure.exitCode().number();
        } finally {
            new TokenCache(folder).delete(server);
        }
        System.exit(exitCode);
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }

    private static Session open(URI server, Protocol protocol, String scenario, JsonNode context, Path folder) {
        HttpClients clients = new HttpClients();
        ClientOptions client = new ClientOptions(
                text(context, "client_id"), text(context, "client_secret"), Optional.of(METADATA_DOCUMENT));
        SignInOptions options = new SignInOptions(client, Set.of(), false, 0, Overrides.NONE);
        SignIn signIn = new SignIn(
                server, new Web(clients, Trace.NONE, Limits.DEFAULT), options, new WillingUser(), Clock.systemUTC());
        Authorizer authorizer = new Authorizer(signIn, new TokenCache(folder), Clock.systemUTC());
        Transport transport = new Transport(server, clients.to(server), authorizer, Trace.NONE, Duration.ofSeconds(20));
        Questions questions = WITH_QUESTIONS.contains(scenario) ? ConformanceDriver::defaults : Questions.NONE;
        return Session.open(transport, protocol, questions, message -> {}, System.err::println);
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.path(name).isTextual() ? Optional.of(json.path(name).asText()) : Optional.empty();
    }

    private void run() {
        List<JsonNode> tools = session.tools();
        for (JsonNode tool : tools) {
            if (tool.path("name").asText().equals("json_schema_echo")) {
                ObjectNode schema = Json.object();
                schema.set("schema", tools.get(0).path("inputSchema"));
                session.call(tool, schema);
            } else if (!scenario.equals("json-schema-ref-no-deref")) {
                call(tool);
            }
        }
        if (scenario.equals("http-standard-headers")) {
            session.prompts()
                    .forEach(prompt -> session.prompt(prompt.path("name").asText(), Json.object()));
            session.resources()
                    .forEach(resource -> session.read(resource.path("uri").asText()));
        }
    }

    private void call(JsonNode tool) {
        if (context.path("toolCalls").isArray()) {
            for (JsonNode call : context.path("toolCalls")) {
                if (call.path("name").equals(tool.path("name"))) {
                    session.call(tool, (ObjectNode) call.path("arguments"));
                }
            }
            return;
        }
        ObjectNode arguments = Json.object();
        if (scenario.equals("tools_call")) {
            arguments.put("a", 2).put("b", 3);
        }
        session.call(tool, arguments);
    }

    /** Accepts with each default, and with {@code true} for what has none. */
    private static ObjectNode defaults(JsonNode params) {
        ObjectNode answer = Json.object().put("action", "accept");
        ObjectNode content = answer.putObject("content");
        params.path("requestedSchema").path("properties").properties().forEach(property -> {
            if (property.getValue().has("default")) {
                content.set(property.getKey(), property.getValue().path("default"));
            } else if (property.getValue().path("type").asText().equals("boolean")) {
                content.put(property.getKey(), true);
            }
        });
        return answer;
    }

    /** A user whose browser follows every redirect. */
    private static final class WillingUser implements UserDialog {

        @Override
        public boolean canSignIn() {
            return true;
        }

        @Override
        public void say(String message) {
            System.err.println(message);
        }

        @Override
        public boolean confirm(String question) {
            return true;
        }

        @Override
        public void open(URI url) {
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.ALWAYS)
                    .build()
                    .sendAsync(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding());
        }

        @Override
        public Optional<String> typedLine() {
            return Optional.empty();
        }
    }
}
