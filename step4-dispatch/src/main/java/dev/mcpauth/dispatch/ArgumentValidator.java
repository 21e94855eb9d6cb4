package dev.mcpauth.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mcpauth.jsonrpc.JsonRpcException;
import java.util.List;
import java.util.Locale;

/** Validates arguments against the schema that clients see, so the two can never differ. */
public final class ArgumentValidator {

    /** JSON Schema 2020-12. It fetches nothing: a {@code $ref} to another document is an error (MCP, "$ref Resolution"). */
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaLoader(loader -> loader.block(iri -> true)));

    private static final int MAX_VIOLATIONS = 10;
    private static final int MAX_ARGUMENTS = 100;

    private final Schema schema;

    /** @throws com.networknt.schema.SchemaException if the schema is not valid */
    public ArgumentValidator(ObjectNode inputSchema) {
        schema = REGISTRY.getSchema(inputSchema);
        schema.initializeValidators();
    }

    /** The first few problems, a phrase for each invalid argument, in words that a model can act on. */
    public List<String> violations(ObjectNode arguments) {
        if (arguments.size() > MAX_ARGUMENTS) { // so that a client cannot make the server compare thousands of names
            return List.of("more than " + MAX_ARGUMENTS + " arguments");
        }
        return schema
                .validate(arguments, context -> context.executionConfig(config -> config.locale(Locale.ENGLISH)))
                .stream()
                .limit(MAX_VIOLATIONS)
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

    /** The argument's name, or the path to a part of it: {@code a/b}. */
    private static String path(Error error) {
        return error.getInstanceLocation().toString().replaceFirst("^/", "");
    }
}
