package dev.mcpauth.dispatch;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mcpauth.definitions.DefinitionsContract;
import dev.mcpauth.health.ContractCheck;
import dev.mcpauth.health.HealthContract;
import dev.mcpauth.health.ReadmeContract;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcContract;
import dev.mcpauth.jsonrpc.Mcp;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppTest implements ReadmeContract, HealthContract, JsonRpcContract, DefinitionsContract, DispatchContract {

    private static final Clock NEW_YEAR = Clock.fixed(Instant.parse("2026-12-31T23:59:59.987Z"), ZoneOffset.UTC);

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(environment -> App.create(environment, NEW_YEAR));

    @RegisterExtension
    static final RunningServer STEP3 = RunningServer.of(dev.mcpauth.definitions.App::create);

    /** The README shows the problem with the previous step. */
    @Override
    public Map<String, RunningServer> otherServersInReadme() {
        return Map.of("localhost:9103", STEP3);
    }

    @Override
    public RunningServer server() {
        return SERVER;
    }

    @ParameterizedTest
    @CsvSource({
        "UTC,2026-12-31T23:59:59Z",
        "Europe/Paris,2027-01-01T00:59:59+01:00",
        "Asia/Kathmandu,2027-01-01T05:44:59+05:45",
        "America/New_York,2026-12-31T18:59:59-05:00"
    })
    void getTimeUsesTheClock(String timezone, String time) {
        new Mcp(SERVER)
                .legacy("tools/call", """
                        {"name": "get_time", "arguments": {"timezone": "%s"}}""".formatted(timezone))
                .body("result.structuredContent.time", equalTo(time))
                .body("result.structuredContent.timezone", equalTo(timezone));
    }

    /** "Servers MUST provide structured results that conform to this schema" (MCP 2026-07-28, Tools, "Output Schema"). */
    @ParameterizedTest
    @CsvSource({"0,'{\"message\": \"hi\"}'", "1,'{\"timezone\": \"Europe/Paris\"}'"})
    void toolResultsMatchTheOutputSchema(int index, String arguments) {
        Mcp mcp = new Mcp(SERVER);
        JsonNode tool =
                tree(mcp.legacy("tools/list", "{}").extract().asString()).at("/result/tools/" + index);
        JsonNode output = tree(mcp.legacy(
                                "tools/call", """
                        {"name": "%s", "arguments": %s}""".formatted(tool.get("name").textValue(), arguments))
                        .extract()
                        .asString())
                .at("/result/structuredContent");
        assertEquals(
                List.of(),
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(tool.get("outputSchema"))
                        .validate(output));
    }

    private static JsonNode tree(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void newPromisesFailOnStep3() {
        ContractCheck.assertNewPromisesFail(OnStep3.class);
    }

    static final class OnStep3 implements DispatchContract {
        @RegisterExtension
        static final RunningServer SERVER = RunningServer.of(dev.mcpauth.definitions.App::create);

        @Override
        public RunningServer server() {
            return SERVER;
        }
    }
}
