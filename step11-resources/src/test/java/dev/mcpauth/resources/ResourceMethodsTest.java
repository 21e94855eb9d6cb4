package dev.mcpauth.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.MethodTable;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jsonrpc.Result.Caching;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Policy.Rule;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.scopes.Scope;
import dev.mcpauth.scopes.Targets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Resources that this course does not have: templates that overlap, and one for admins only. */
class ResourceMethodsTest {

    private static final Caching CACHING = new Caching(Duration.ZERO, Caching.Scope.PRIVATE);
    private static final Caller USER = caller("user");
    private static final Caller ADMIN = caller("admin");

    private static final Resources RESOURCES = new Resources(
            List.of(resource("note://first")),
            List.of(template("note://{id}"), template("n{rest}"), template("secret://{id}")));

    private static final Policy POLICY = ResourcePolicy.of(Policy.COURSE)
            .with("resources/read", "secret://{id}", new Rule(List.of(Scope.READ), Role.ADMIN));

    private final Completions completions = new Completions(
                    List.of(),
                    RESOURCES.templates(),
                    POLICY,
                    new RateLimit(100, Duration.ofSeconds(1), Clock.systemUTC()))
            .with(
                    new Completions.Argument(Completions.RESOURCE, "secret://{id}", "id"),
                    caller -> IntStream.range(0, 250).mapToObj(String::valueOf).toList());
    private final MethodTable methods =
            completions.addTo(new ResourceMethods(RESOURCES, POLICY).addTo(MethodTable.withCapabilities()));

    private static Caller caller(String role) {
        return new Caller("user-1", "alice", Optional.empty(), Set.of("mcp:read"), Set.of(role), Instant.MAX);
    }

    private static Resource resource(String uri) {
        return new Resource(
                new Resource.Definition(uri, uri, uri, uri, null),
                CACHING,
                exchange -> new ResourceContents.Text(uri, null, "exactly " + uri));
    }

    private static ResourceTemplate template(String uri) {
        return new ResourceTemplate(
                new ResourceTemplate.Definition(new UriTemplate(uri), uri, uri, uri, null),
                CACHING,
                (read, value, exchange) -> new ResourceContents.Text(read, null, value + " of " + uri));
    }

    private static JsonNode call(JsonRpcHandler handler, Caller caller, String method, Map<String, Object> params) {
        JsonRpcRequest request = new JsonRpcRequest(Optional.empty(), method, Json.toTree(params));
        Exchange exchange = new Exchange(ProtocolVersion.V2026_07_28).with(Caller.class, caller);
        return assertInstanceOf(Result.class, handler.handle(request, exchange)).body();
    }

    private String read(String uri) {
        return call(methods, USER, "resources/read", Map.of("uri", uri))
                .at("/contents/0/text")
                .textValue();
    }

    private JsonNode complete(Caller caller, String value) {
        return call(
                        methods,
                        caller,
                        "completion/complete",
                        Map.of(
                                "ref",
                                Map.of("type", "ref/resource", "uri", "secret://{id}"),
                                "argument",
                                Map.of("name", "id", "value", value)))
                .get("completion");
    }

    @Test
    void exactUrisComeBeforeTemplatesAndTemplatesInTheirOrder() {
        assertEquals("exactly note://first", read("note://first"));
        assertEquals("second of note://{id}", read("note://second"));
        assertEquals("ews of n{rest}", read("news"));
    }

    @Test
    void leavesOutAMimeTypeThatIsNotKnown() {
        assertEquals(
                Json.toTree(Map.of("contents", List.of(Map.of("uri", "note://first", "text", "exactly note://first")))),
                call(methods, USER, "resources/read", Map.of("uri", "note://first")));
    }

    @Test
    void encodesBinaryDataInBase64() {
        byte[] bytes = {(byte) 0xfb, (byte) 0xff, 0, 1};
        Resource image = new Resource(
                new Resource.Definition("test://image", "image", "Image", "An image.", "image/png"),
                CACHING,
                exchange -> new ResourceContents.Blob("test://image", "image/png", bytes));
        MethodTable table = new ResourceMethods(new Resources(List.of(image), List.of()), POLICY)
                .addTo(MethodTable.withCapabilities());
        JsonNode contents = call(table, USER, "resources/read", Map.of("uri", "test://image"))
                .at("/contents/0");
        assertEquals(
                "{\"uri\":\"test://image\",\"mimeType\":\"image/png\",\"blob\":\"+/8AAQ==\"}",
                Json.writeText(contents));
    }

    /** The policy and the method mean the same resource, because both look it up in the same way. */
    @Test
    void targetsAreNamesOfTheServer() {
        Targets targets = ResourcePolicy.targets(RESOURCES, request -> Optional.of("another"));
        assertEquals(Optional.of("note://first"), targets.of(request("resources/read", Map.of("uri", "note://first"))));
        assertEquals(Optional.of("note://{id}"), targets.of(request("resources/read", Map.of("uri", "note://x"))));
        assertEquals(
                Optional.of("secret://{id}"), targets.of(request("resources/read", Map.of("uri", "secret://%41"))));
        assertEquals(Optional.of("(unknown)"), targets.of(request("resources/read", Map.of("uri", "secret://%"))));
        assertEquals(
                Optional.of("(unknown)"),
                targets.of(request("resources/read", Map.of("uri", "note://" + "x".repeat(2000)))));
        assertEquals(Optional.empty(), targets.of(request("resources/read", Map.of("uri", 1))));
        assertEquals(Optional.of("another"), targets.of(request("tools/call", Map.of("name", "x"))));
    }

    /** Whoever reads the decisions because they have changed would otherwise read them for ever. */
    @Test
    void readingTheDecisionsIsNoNews() {
        assertFalse(
                AuditDecisions.isNews(decision("resources/read", Optional.empty(), Optional.of("audit://decisions"))));
        assertFalse(AuditDecisions.isNews(decision("tools/call", Optional.of("audit_log"), Optional.empty())));
        assertTrue(AuditDecisions.isNews(decision("tools/call", Optional.of("add"), Optional.empty())));
        assertTrue(AuditDecisions.isNews(decision("tools/list", Optional.empty(), Optional.empty())));
    }

    private static AuditLog.Entry decision(String method, Optional<String> tool, Optional<String> target) {
        return new AuditLog.Entry("", "user-1", Optional.empty(), method, tool, target, "allowed", Map.of());
    }

    private static JsonRpcRequest request(String method, Map<String, Object> params) {
        return new JsonRpcRequest(Optional.empty(), method, Json.toTree(params));
    }

    @Test
    void listsATemplateOnlyForThoseWhoMayReadIt() {
        assertEquals(
                2,
                call(methods, USER, "resources/templates/list", Map.of())
                        .get("resourceTemplates")
                        .size());
        assertEquals(
                3,
                call(methods, ADMIN, "resources/templates/list", Map.of())
                        .get("resourceTemplates")
                        .size());
    }

    @Test
    void completesATemplateOnlyForThoseWhoMayReadIt() {
        assertEquals(11, complete(ADMIN, "9").get("total").intValue());
        assertThrows(JsonRpcException.class, () -> complete(USER, "9"));
    }

    @Test
    void returnsAtMostAHundredValues() {
        JsonNode completion = complete(ADMIN, "");
        assertEquals(100, completion.get("values").size());
        assertEquals(250, completion.get("total").intValue());
        assertEquals(true, completion.get("hasMore").booleanValue());
    }
}
