package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns {@code key=value} into the arguments of a tool or prompt. The schema determines the types. */
final class Arguments {

    private Arguments() {}

    /**
     * @param name of the tool, for messages
     * @param schema its input schema
     * @param whole arguments as one JSON object, to which the others are added
     */
    static ObjectNode ofTool(String name, JsonNode schema, ObjectNode whole, Map<String, String> more) {
        ObjectNode arguments = whole.deepCopy();
        Set<String> known = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        JsonNode additional = schema.path("additionalProperties");
        boolean open = additional.isObject() || additional.asBoolean(false);
        more.forEach((key, text) -> {
            if (!known.contains(key) && !open) {
                throw unknown("argument", key, name, known);
            }
            arguments.set(key, value(key, text, schema.path("properties").path(key)));
        });
        return arguments;
    }

    /** Arguments of prompts are text (MCP, Prompts). */
    static ObjectNode ofPrompt(JsonNode prompt, Map<String, String> more) {
        ObjectNode arguments = Json.object();
        Set<String> known = new TreeSet<>();
        prompt.path("arguments")
                .forEach(argument -> known.add(argument.path("name").asText()));
        more.forEach((key, text) -> {
            if (!known.contains(key)) {
                throw unknown("argument", key, prompt.path("name").asText(), known);
            }
            arguments.put(key, text);
        });
        return arguments;
    }

    /** The element of a list with this name, or a failure that names the nearest one. */
    static JsonNode named(String kind, String name, List<JsonNode> list) {
        Set<String> known = new TreeSet<>();
        for (JsonNode element : list) {
            if (element.path("name").asText().equals(name)) {
                return element;
            }
            known.add(element.path("name").asText());
        }
        throw unknown(kind, name, "The server", known);
    }

    private static JsonNode value(String key, String text, JsonNode schema) {
        Set<String> types = new TreeSet<>();
        if (schema.path("type").isTextual()) {
            types.add(schema.path("type").asText());
        }
        schema.path("type").forEach(type -> types.add(type.asText()));
        Optional<JsonNode> json = Json.parse(text);
        if (json.filter(value -> types.isEmpty() || isOneOf(types, value)).isPresent()) {
            return json.get();
        }
        if (types.isEmpty() || types.contains("string")) {
            return Json.object().put("text", text).path("text");
        }
        throw new Failure(
                ExitCode.USAGE,
                "The argument " + key + " must be of the type " + String.join(" or ", types) + ", not \""
                        + Text.brief(text) + "\"");
    }

    /** Text is taken as it stands, without the quotes of JSON. */
    private static boolean isOneOf(Set<String> types, JsonNode value) {
        return !value.isTextual() && (types.contains(typeOf(value)) || types.contains("number") && value.isNumber());
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "string";
        };
    }

    private static Failure unknown(String kind, String name, String owner, Set<String> known) {
        List<String> near = new ArrayList<>(known);
        near.sort((a, b) -> distance(name, a) - distance(name, b));
        String hint = near.isEmpty() || distance(name, near.get(0)) > Math.max(2, name.length() / 2)
                ? known.isEmpty() ? "There is none." : "There is: " + Text.brief(String.join(", ", known)) + "."
                : "Did you mean " + Text.brief(near.get(0)) + "?";
        return new Failure(
                ExitCode.USAGE, Text.brief(owner) + " has no " + kind + " \"" + Text.brief(name) + "\". " + hint);
    }

    /** How many letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        if (a.length() > 100 || b.length() > 100) {
            return Integer.MAX_VALUE / 2;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
