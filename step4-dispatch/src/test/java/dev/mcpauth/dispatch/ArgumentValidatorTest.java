package dev.mcpauth.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaException;
import dev.mcpauth.jsonrpc.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The validator with schemas that the tools of this course do not use. */
class ArgumentValidatorTest {

    private static ObjectNode json(String text) {
        return (ObjectNode) Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void resolvesReferencesWithinTheSchema() {
        ArgumentValidator validator = new ArgumentValidator(json("""
                {"properties": {"a": {"$ref": "#/$defs/short"}}, "$defs": {"short": {"maxLength": 1}}}"""));
        assertEquals(List.of(), validator.violations(json("{\"a\": \"x\"}")));
        assertEquals(
                List.of("\"a\": must be at most 1 characters long"), validator.violations(json("{\"a\": \"xy\"}")));
    }

    @Test
    void rejectsReferencesToOtherDocumentsWithoutFetchingThem() throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            elsewhere.setSoTimeout(200);
            ObjectNode schema = json("""
                    {"properties": {"a": {"$ref": "http://localhost:%d/schema.json"}}}""".formatted(elsewhere.getLocalPort()));
            assertThrows(SchemaException.class, () -> new ArgumentValidator(schema));
            assertThrows(SocketTimeoutException.class, elsewhere::accept, "the validator has fetched the schema");
        }
    }

    @Test
    void namesThePathToAPartOfAnArgument() {
        ArgumentValidator validator = new ArgumentValidator(json("""
                {"properties": {"a": {"properties": {"b": {"type": "integer"}}}}}"""));
        assertEquals(
                List.of("\"a/b\": string found, integer expected"),
                validator.violations(json("{\"a\": {\"b\": \"x\"}}")));
    }

    @Test
    void limitsTheNumberOfViolations() {
        ArgumentValidator validator = new ArgumentValidator(json("{\"additionalProperties\": false}"));
        ObjectNode many = json("{}");
        for (int i = 0; i < 100; i++) {
            many.put("argument" + i, i);
        }
        assertEquals(10, validator.violations(many).size());
        many.put("one too many", true);
        assertEquals(List.of("more than 100 arguments"), validator.violations(many));
    }
}
