package dev.mcpauth.dispatch;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.definitions.ToolDefinition;
import dev.mcpauth.definitions.ToolDefinition.Annotations;
import dev.mcpauth.definitions.Tools;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import dev.mcpauth.jsonrpc.McpServer;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tool with arguments that headers repeat. */
class HeaderParametersTest {

    private static final String SCHEMA = """
            {
              "type": "object",
              "properties": {
                "region": {"type": "string", "x-mcp-header": "Region"},
                "options": {
                  "type": "object",
                  "properties": {
                    "priority": {"type": "integer", "x-mcp-header": "Priority"},
                    "urgent": {"type": "boolean", "x-mcp-header": "Urgent"}
                  }
                }
              }
            }
            """;

    private static final Tool TOOL = new Tool(
            new ToolDefinition(
                    "route", "Route", "Takes it", Tools.schema(SCHEMA), null, new Annotations(true, true, false)),
            (arguments, exchange) -> CallToolResult.of("done", Map.of()));

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            environment -> McpServer.from(environment).create(new Catalog(List.of(TOOL), List.of()).methods()));

    private static ValidatableResponse call(String arguments, String... headers) {
        RequestSpecification request =
                new Mcp(SERVER).modernHeaders("tools/call").header("Mcp-Name", "route");
        for (String header : headers) {
            request.header(header.split(": ", 2)[0], header.split(": ", 2)[1]);
        }
        String params = Mcp.withMeta("{\"name\": \"route\", \"arguments\": " + arguments + "}");
        return request.body(Mcp.message("tools/call", params)).post("/mcp").then();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"region\": \"us-west1\"}|Mcp-Param-Region: us-west1",
                "{\"region\": \"us-west1\"}|mcp-param-REGION: us-west1",
                "{\"region\": \"世界\"}|Mcp-Param-Region: =?base64?5LiW55WM?=",
                "{\"options\": {\"priority\": 42}}|Mcp-Param-Priority: 42",
                "{\"options\": {\"priority\": 42}}|Mcp-Param-Priority: 42.0",
                "{\"options\": {\"urgent\": false}}|Mcp-Param-Urgent: false",
                "{\"region\": \"a\"}|Mcp-Param-region: a",
                "{}|Mcp-Param-Other: x"
            })
    void acceptsHeadersThatMatch(String arguments, String header) {
        call(arguments, header).statusCode(200).body("result.content[0].text", equalTo("done"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"region\": \"us-west1\"}|Mcp-Param-Region: us-east1|differs",
                "{\"region\": \"us-west1\"}|Mcp-Param-Region: US-WEST1|differs",
                "{\"region\": \"us-west1\"}|Mcp-Param-Other: x|missing",
                "{}|Mcp-Param-Region: us-west1|not in the body",
                "{\"region\": null}|Mcp-Param-Region: us-west1|not in the body",
                "{\"region\": \"世界\"}|Mcp-Param-Region: =?base64?5LiW55WM=?=|base64",
                "{\"options\": {\"priority\": 42}}|Mcp-Param-Priority: 43|differs",
                "{\"options\": {\"priority\": 42}}|Mcp-Param-Priority: x|differs",
                "{\"options\": {\"urgent\": true}}|Mcp-Param-Urgent: 1|differs"
            })
    void rejectsHeadersThatDiffer(String arguments, String header, String reason) {
        call(arguments, header)
                .statusCode(400)
                .body("error.code", is(-32020))
                .body("error.message", containsString(reason));
    }

    @Test
    void legacyClientsSendNoSuchHeaders() {
        new Mcp(SERVER)
                .legacy("tools/call", "{\"name\": \"route\", \"arguments\": {\"region\": \"us-west1\"}}")
                .body("result.content[0].text", equalTo("done"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\": {\"a\": {\"type\": \"number\", \"x-mcp-header\": \"A\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"A B\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"A\"},"
                        + " \"b\": {\"type\": \"string\", \"x-mcp-header\": \"a\"}}}",
                "{\"properties\": {\"a\": {\"type\": \"array\", \"items\": {\"type\": \"string\", \"x-mcp-header\": \"A\"}}}}"
            })
    void refusesDefinitionsThatClientsWouldReject(String schema) {
        assertThrows(IllegalArgumentException.class, () -> new HeaderParameters(Tools.schema(schema)));
    }
}
