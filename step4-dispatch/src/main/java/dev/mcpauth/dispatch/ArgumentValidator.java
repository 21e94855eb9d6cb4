package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.List;
import java.util.Locale;

/** Holds arguments to the schema that clients were told, so that the two can never differ. */
final class ArgumentValidator {

    /** Knows JSON Schema 2020-12, and fetches nothing: a {@code $ref} to elsewhere is an error (MCP, "$ref Resolution"). */
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaLoader(loader -> loader.block(iri -> true)));

    private static final int MOST_VIOLATIONS = 10;

    private final Schema schema;

    /** @throws com.networknt.schema.SchemaException if the schema makes no sense by itself */
    ArgumentValidator(ObjectNode inputSchema) {
        schema = REGISTRY.getSchema(inputSchema);
        schema.initializeValidators();
    }

    /** What is wrong, a phrase for each argument, in words that a model can act on; the first few, if it is a lot. */
    List<String> violations(ObjectNode arguments) {
        return schema
                .validate(arguments, context -> context.executionConfig(config -> config.locale(Locale.ENGLISH)))
                .stream()
                .limit(MOST_VIOLATIONS)
                .map(ArgumentValidator::phrase)
                .toList();
    }

    private static String phrase(Error error) {
        return switch (error.getKeyword()) {
            case "required" -> JsonRpcException.quote(error.getProperty()) + " is missing";
            case "additionalProperties" -> JsonRpcException.quote(error.getProperty()) + " is not an argument";
            default -> JsonRpcException.quote(path(error)) + ": " + error.getMessage();
        };
    }

    /** The argument's name, or the way to a part of it: {@code a/b}. */
    private static String path(Error error) {
        return error.getInstanceLocation().toString().replaceFirst("^/", "");
    }
}
