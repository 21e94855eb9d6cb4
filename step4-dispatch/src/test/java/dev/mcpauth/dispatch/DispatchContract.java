package dev.mcpauth.dispatch;

import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Mcp;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire behaviour of step 4. Every later step keeps it. */
public interface DispatchContract {

    RunningServer server();

    private Mcp mcp() {
        return new Mcp(server());
    }

    private ValidatableResponse call(String tool, String arguments) {
        return mcp().modern("tools/call", tool, params(tool, arguments)).statusCode(200);
    }

    private ValidatableResponse get(String prompt, String arguments) {
        return mcp().modern("prompts/get", prompt, params(prompt, arguments)).statusCode(200);
    }

    private static String params(String name, String arguments) {
        return """
                {"name": "%s", "arguments": %s}""".formatted(name, arguments);
    }

    // tools/call

    @Test
    default void echoRepeatsTheMessage() {
        String arguments = "{\"message\": \"hi\", \"repeat_count\": 2}";
        call("echo", arguments)
                .body("result.content", equalTo(java.util.List.of(Map.of("type", "text", "text", "hihi"))))
                .body("result.structuredContent", equalTo(Map.of("text", "hihi")))
                .body("result.isError", is(false))
                .body("result.resultType", equalTo("complete"))
                .body("result", allOf(not(hasKey("ttlMs")), not(hasKey("cacheScope"))));
        mcp().legacy("tools/call", params("echo", arguments))
                .statusCode(200)
                .body("result.content", equalTo(java.util.List.of(Map.of("type", "text", "text", "hihi"))))
                .body("result.structuredContent", equalTo(Map.of("text", "hihi")))
                .body("result.isError", is(false))
                .body("result", not(hasKey("resultType")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"message": "hi"}                        | hi
                    {"message": "hi", "repeat_count": 1}     | hi
                    {"message": "hi", "repeat_count": 3.0}   | hihihi
                    {"message": " ", "repeat_count": 2}      | `  `
                    {"message": "é😀"}                       | é😀
                    {"message": "\\u00e9\\ud83d\\ude00"}     | é😀
                    """)
    default void echoReturnsTheMessageUnchanged(String arguments, String text) {
        call("echo", arguments).body("result.content[0].text", equalTo(text));
    }

    @Test
    default void acceptsAMessageOfTenThousandCharacters() {
        String longest = "😀".repeat(10_000); // each is a single character, but two chars in Java
        call("echo", "{\"message\": \"" + longest + "\", \"repeat_count\": 10}")
                .body("result.content[0].text", equalTo(longest.repeat(10)));
        call("echo", "{\"message\": \"" + longest + "x\"}").body("result.isError", is(true));
    }

    @Test
    default void echoReturnsALoneSurrogate() {
        call("echo", "{\"message\": \"a\\uD800b\"}").body(containsString("\"text\":\"a\\uD800b\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {}                                          | "message" is missing
                    {"message": ""}                             | "message": must be at least 1 characters long
                    {"message": 5}                              | "message": integer found, string expected
                    {"message": null}                           | "message": null found, string expected
                    {"message": "hi", "repeat_count": 0}        | "repeat_count": must have a minimum value of 1
                    {"message": "hi", "repeat_count": 11}       | "repeat_count": must have a maximum value of 10
                    {"message": "hi", "repeat_count": 1.5}      | "repeat_count": number found, integer expected
                    {"message": "hi", "repeat_count": "2"}      | "repeat_count": string found, integer expected
                    {"message": "hi", "repeat_count": null}     | "repeat_count": null found, integer expected
                    {"message": "hi", "repeat_count": 1e400}    | "repeat_count":
                    {"message": "hi", "count": 2}               | "count" is not an argument
                    """)
    default void returnsSchemaViolationsAsAToolResult(String arguments, String phrase) {
        call("echo", arguments)
                .body("result.isError", is(true))
                .body("result.content[0].type", equalTo("text"))
                .body("result.content[0].text", allOf(containsString("Invalid arguments: "), containsString(phrase)))
                .body("result", not(hasKey("structuredContent")));
    }

    @Test
    default void namesEveryInvalidArgument() {
        call("echo", "{\"message\": 1, \"repeat_count\": 0, \"x\": true}")
                .body(
                        "result.content[0].text",
                        allOf(
                                containsString("\"message\""),
                                containsString("\"repeat_count\""),
                                containsString("\"x\"")));
    }

    @Test
    default void getTimeReturnsTheTimeInATimeZone() {
        call("get_time", "{\"timezone\": \"Europe/Paris\"}")
                .body("result.isError", is(false))
                .body("result.structuredContent.timezone", equalTo("Europe/Paris"))
                .body(
                        "result.structuredContent.time",
                        matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0[12]:00"))
                .body(
                        "result.content[0].text",
                        matchesPattern("\\{\"time\":\"[^\"]+\\+0[12]:00\",\"timezone\":\"Europe/Paris\"}"));
    }

    @Test
    default void getTimeDefaultsToUtc() {
        mcp().legacy("tools/call", "{\"name\": \"get_time\"}")
                .statusCode(200)
                .body("result.structuredContent.timezone", equalTo("UTC"))
                .body("result.structuredContent.time", matchesPattern(".*T\\d\\d:\\d\\d:\\d\\dZ"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Phobos", "", "europe/paris", "+02:00", "GMT+2", "../../etc/passwd"})
    default void returnsAnUnknownTimeZoneAsAToolResult(String timezone) {
        call("get_time", "{\"timezone\": \"" + timezone + "\"}")
                .body("result.isError", is(true))
                .body("result.content[0].text", containsString("\"" + timezone + "\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name": "no_such_tool"}               | unknown tool "no_such_tool"
                    {"name": "Echo"}                       | unknown tool "Echo"
                    {}                                     | "name" is missing
                    {"name": 1}                            | "name" must be a string
                    {"name": null}                         | "name" must be a string
                    {"name": "echo", "arguments": []}      | "arguments" must be an object
                    {"name": "echo", "arguments": null}    | "arguments" must be an object
                    {"name": "echo", "arguments": "hi"}    | "arguments" must be an object
                    """)
    default void rejectsInvalidToolCalls(String params, String reason) {
        mcp().legacy("tools/call", params)
                .statusCode(200)
                .body("error.code", is(-32602))
                .body("error.message", equalTo("Invalid params: " + reason));
    }

    @Test
    default void rejectsUnknownNamesForModernClientsToo() {
        mcp().modern("tools/call", "no_such_tool", "{\"name\": \"no_such_tool\"}")
                .statusCode(200)
                .body("error.code", is(-32602));
        mcp().modern("prompts/get", "no_such_prompt", "{\"name\": \"no_such_prompt\"}")
                .statusCode(200)
                .body("error.code", is(-32602));
    }

    @Test
    default void decodesAnEncodedToolName() {
        mcp().modern("tools/call", "=?base64?ZWNobw==?=", params("echo", "{\"message\": \"hi\"}"))
                .statusCode(200)
                .body("result.structuredContent.text", equalTo("hi"));
    }

    // prompts/get

    @ParameterizedTest
    @CsvSource({
        "'{\"name\": \"Alice\", \"style\": \"formal\"}',formal",
        "'{\"name\": \"Alice\", \"style\": \"casual\"}',casual",
        "'{\"name\": \"Alice\", \"style\": \"friendly\"}',friendly",
        "'{\"name\": \"Alice\"}',friendly"
    })
    default void greetingContainsTheNameAndTheStyle(String arguments, String style) {
        get("greeting", arguments)
                .body("result.description", containsString("Alice"))
                .body("result.messages.size()", is(1))
                .body("result.messages[0].role", equalTo("user"))
                .body("result.messages[0].content.type", equalTo("text"))
                .body("result.messages[0].content.text", allOf(containsString("Alice"), containsString(style)))
                .body("result.resultType", equalTo("complete"));
    }

    @ParameterizedTest
    @CsvSource({
        "{},sign",
        "'{\"topic\": \"tools\"}',arguments",
        "'{\"topic\": \"prompts\"}',prompts",
        "'{\"topic\": \"auth\"}',sign"
    })
    default void helpContainsTheTopic(String arguments, String word) {
        get("help", arguments)
                .body("result.messages[0].role", equalTo("user"))
                .body("result.messages[0].content.text", containsString(word));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"name": "no_such_prompt"}                                           | unknown prompt "no_such_prompt"
                    {}                                                                   | "name" is missing
                    {"name": 7}                                                          | "name" must be a string
                    {"name": "greeting"}                                                 | the argument "name" is missing
                    {"name": "greeting", "arguments": {}}                                | the argument "name" is missing
                    {"name": "greeting", "arguments": {"name": " "}}                     | the argument "name" is missing
                    {"name": "greeting", "arguments": {"name": 1}}                       | the argument "name" must be a string
                    {"name": "greeting", "arguments": {"name": null}}                    | the argument "name" must be a string
                    {"name": "greeting", "arguments": {"name": "Al", "style": "rude"}}   | the argument "style" must be friendly, formal or casual, not "rude"
                    {"name": "greeting", "arguments": {"name": "Al", "tone": "formal"}}  | unknown argument "tone"
                    {"name": "greeting", "arguments": ["Al"]}                            | "arguments" must be an object
                    {"name": "help", "arguments": {"topic": "life"}}                     | the argument "topic" must be tools, prompts or auth, not "life"
                    """)
    default void rejectsInvalidPromptRequests(String params, String reason) {
        mcp().legacy("prompts/get", params)
                .statusCode(200)
                .body("error.code", is(-32602))
                .body("error.message", equalTo("Invalid params: " + reason));
    }
}
