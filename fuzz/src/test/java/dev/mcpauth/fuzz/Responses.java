package dev.mcpauth.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What holds for each response, whatever the request was. */
public final class Responses {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Responses() {}

    /** The server has not failed, and does not claim to be busy. */
    public static void assertNoServerError(HttpConnection.Response response) {
        assertTrue(response.status() >= 200 && response.status() < 500, response.toString());
    }

    /** The response shows no exception. A page may show what the user has typed, so the input may contain the word. */
    public static void assertShowsNoException(HttpConnection.Response response, String input) {
        assertTrue(!response.body().contains("Exception") || decode(input).contains("Exception"), response.toString());
    }

    /** A form without its percent-encoding, as far as possible. */
    public static String decode(String form) {
        try {
            return URLDecoder.decode(form, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return form;
        }
    }

    /** The body as JSON. */
    public static JsonNode json(HttpConnection.Response response) {
        assertTrue(response.header("content-type").startsWith("application/json"), response.toString());
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response, e);
        }
    }

    /** A response to a JSON-RPC message: 202 without a body, or a JSON-RPC response with either a result or an error. */
    public static JsonNode assertJsonRpc(HttpConnection.Response response) {
        assertNoServerError(response);
        if (response.status() == 202) {
            assertEquals("", response.body());
            return JSON.nullNode();
        }
        JsonNode message = json(response);
        assertEquals("2.0", message.path("jsonrpc").asText(), response.toString());
        assertTrue(message.path("result").isObject() != message.path("error").isObject(), response.toString());
        if (message.has("error")) {
            assertTrue(message.at("/error/code").isInt(), response.toString());
            assertTrue(message.at("/error/code").asInt() != -32603, response.toString());
            assertTrue(message.at("/error/message").isTextual(), response.toString());
        }
        return message;
    }
}
