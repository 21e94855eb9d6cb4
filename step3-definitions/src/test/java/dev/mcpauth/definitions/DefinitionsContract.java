package dev.mcpauth.definitions;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 3. Every later step keeps it. */
public interface DefinitionsContract {

    RunningServer server();

    /** The capabilities that later steps declare. */
    default Map<String, Object> laterCapabilities() {
        return Map.of();
    }

    private Mcp mcp() {
        return new Mcp(server());
    }

    @Test
    default void declaresToolsAndPrompts() {
        Map<String, Object> capabilities = new HashMap<>(laterCapabilities());
        capabilities.putAll(Map.of("tools", Map.of(), "prompts", Map.of()));
        mcp().modern("server/discover", "{}").body("result.capabilities", equalTo(capabilities));
        mcp().legacy("initialize", "{\"protocolVersion\": \"2025-11-25\"}")
                .body("result.capabilities", equalTo(capabilities));
    }

    @Test
    default void listsEchoFirst() {
        ValidatableResponse tools = mcp().modern("tools/list", "{}").statusCode(200);
        tools.rootPath("result.tools[0]")
                .body("name", equalTo("echo"))
                .body("title", equalTo("Echo"))
                .body("description", containsString("message"))
                .body(
                        "annotations",
                        equalTo(Map.of("readOnlyHint", true, "idempotentHint", true, "openWorldHint", false)))
                .body("inputSchema.type", equalTo("object"))
                .body("inputSchema.required", contains("message"))
                .body("inputSchema.properties.keySet()", contains("message", "repeat_count"))
                .body("inputSchema.properties.message.type", equalTo("string"))
                .body("inputSchema.properties.message.minLength", is(1))
                .body("inputSchema.properties.message.maxLength", is(10_000))
                .body("inputSchema.properties.repeat_count.type", equalTo("integer"))
                .body("inputSchema.properties.repeat_count.minimum", is(1))
                .body("inputSchema.properties.repeat_count.maximum", is(10))
                .body("inputSchema.properties.repeat_count.default", is(1))
                .body("outputSchema.properties.keySet()", contains("text"))
                .body("outputSchema.properties.text.type", equalTo("string"));
    }

    @Test
    default void listsGetTimeSecond() {
        ValidatableResponse tools = mcp().modern("tools/list", "{}").statusCode(200);
        tools.rootPath("result.tools[1]")
                .body("name", equalTo("get_time"))
                .body("title", equalTo("Current time"))
                .body("description", containsString("time"))
                .body("inputSchema.type", equalTo("object"))
                .body("inputSchema", not(hasKey("required")))
                .body("inputSchema.properties.keySet()", contains("timezone"))
                .body("inputSchema.properties.timezone.type", equalTo("string"))
                .body("inputSchema.properties.timezone.default", equalTo("UTC"))
                .body("outputSchema.properties.keySet()", contains("time", "timezone"))
                .body("outputSchema.required", contains("time", "timezone"));
    }

    /** A model reads the descriptions. */
    @Test
    default void describesEachArgumentAndResultOfEachTool() {
        mcp().modern("tools/list", "{}")
                .statusCode(200)
                .body(
                        "result.tools.collectMany { it.inputSchema.properties?.values() ?: [] }.description",
                        everyItem(notNullValue()))
                .body(
                        "result.tools.collectMany { it.outputSchema.properties.values() }.description",
                        everyItem(notNullValue()));
    }

    @Test
    default void listsGreetingAndHelp() {
        mcp().modern("prompts/list", "{}")
                .statusCode(200)
                .body("result.prompts[0].name", equalTo("greeting"))
                .body("result.prompts[0].title", equalTo("Greeting"))
                .body("result.prompts[1].name", equalTo("help"))
                .body("result.prompts[1].title", equalTo("Help"))
                .body("result.prompts[0].arguments.name", contains("name", "style"))
                .body("result.prompts[0].arguments.required", contains(true, false))
                .body("result.prompts[0].arguments[1].description", containsString("friendly"))
                .body("result.prompts[1].arguments.name", contains("topic"))
                .body("result.prompts[1].arguments.required", contains(false));
    }

    @ParameterizedTest
    @CsvSource({"tools/list,result.tools.name,echo,get_time", "prompts/list,result.prompts.name,greeting,help"})
    default void listsTheSameOrderInEveryVersion(String method, String names, String first, String second) {
        List<String> listed = mcp().legacy(method, "{}").extract().path(names);
        assertEquals(List.of(first, second), listed.subList(0, 2)); // later steps may add more behind them
        for (int i = 0; i < 3; i++) {
            mcp().legacy(method, "{}").body(names, equalTo(listed));
            mcp().modern(method, "{}").body(names, equalTo(listed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools/list", "prompts/list"})
    default void sendsCacheHintsOnlyToModernClients(String method) {
        mcp().modern(method, "{}")
                .body("result.resultType", equalTo("complete"))
                .body("result.ttlMs", is(300_000))
                .body("result.cacheScope", anyOf(is("public"), is("private")))
                .body("result._meta", hasKey("io.modelcontextprotocol/serverInfo"));
        mcp().legacy(method, "{}")
                .body(
                        "result",
                        allOf(
                                not(hasKey("resultType")),
                                not(hasKey("ttlMs")),
                                not(hasKey("cacheScope")),
                                not(hasKey("_meta"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tools/list", "prompts/list"})
    default void rejectsEveryCursor(String method) {
        mcp().legacy(method, "{\"cursor\": \"abc\"}")
                .statusCode(200)
                .body("error.code", is(-32602))
                .body("error.message", equalTo("Invalid params: unknown cursor \"abc\""));
        mcp().modern(method, "{\"cursor\": \"\"}").statusCode(200).body("error.code", is(-32602));
        mcp().legacy(method, "{\"cursor\": 1}")
                .body("error.message", equalTo("Invalid params: \"cursor\" must be a string"));
    }
}
