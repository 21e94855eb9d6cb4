package dev.mcpauth.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks the user what the server wants to know, one line for each property (MCP, Elicitation, form mode). */
final class Form {

    private final Consumer<String> say;
    private final Function<String, Optional<String>> ask;

    /** @param ask shows a prompt and returns the line that the user types; empty at the end of the input */
    Form(Consumer<String> say, Function<String, Optional<String>> ask) {
        this.say = say;
        this.ask = ask;
    }

    /** @return {@code accept} with the content, {@code decline}, or {@code cancel} if the input ends */
    ObjectNode answer(JsonNode params) {
        say.accept("\nThe server asks: " + params.path("message").asText());
        say.accept("Do not enter passwords: a server must not ask for them here.");
        Optional<String> willing = ask.apply("Answer? [Y/n] ");
        if (willing.isEmpty()) {
            return Json.object().put("action", "cancel");
        }
        if (willing.get().strip().toLowerCase(Locale.ROOT).startsWith("n")) {
            return Json.object().put("action", "decline");
        }
        ObjectNode content = Json.object();
        JsonNode schema = params.path("requestedSchema");
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean required = contains(schema.path("required"), property.getKey());
            if (!fill(content, property.getKey(), property.getValue(), required)) {
                return Json.object().put("action", "cancel");
            }
        }
        ObjectNode answer = Json.object().put("action", "accept");
        answer.set("content", content);
        return answer;
    }

    /** @return {@code false} at the end of the input */
    private boolean fill(ObjectNode content, String name, JsonNode schema, boolean required) {
        while (true) {
            Optional<String> line = ask.apply(prompt(name, schema, required));
            if (line.isEmpty()) {
                return false;
            }
            String text = line.get().strip();
            if (text.isEmpty() && schema.has("default")) {
                content.set(name, schema.path("default"));
                return true;
            }
            if (text.isEmpty() && !required) {
                return true;
            }
            Optional<JsonNode> value = value(text, schema);
            if (value.isPresent()) {
                content.set(name, value.get());
                return true;
            }
            say.accept("\"" + Text.brief(text) + "\" is not possible here.");
        }
    }

    private static String prompt(String name, JsonNode schema, boolean required) {
        StringBuilder prompt =
                new StringBuilder("  ").append(schema.path("title").asText(name));
        if (schema.hasNonNull("description")) {
            prompt.append(" – ").append(Text.brief(schema.path("description").asText()));
        }
        List<String> choices = choices(schema);
        if (!choices.isEmpty()) {
            prompt.append(" (").append(String.join(", ", choices)).append(')');
        } else if (schema.path("type").asText().equals("boolean")) {
            prompt.append(" (yes, no)");
        }
        if (schema.has("default")) {
            JsonNode usual = schema.path("default");
            prompt.append(" [")
                    .append(usual.isValueNode() ? usual.asText() : usual.toString())
                    .append(']');
        } else if (!required) {
            prompt.append(" [none]");
        }
        return prompt.append(": ").toString();
    }

    /** The values of an enumeration, in each of the forms that the specification has. */
    private static List<String> choices(JsonNode schema) {
        JsonNode items = schema.path("type").asText().equals("array") ? schema.path("items") : schema;
        List<String> choices = new ArrayList<>();
        items.path("enum").forEach(value -> choices.add(value.asText()));
        items.path("oneOf").forEach(option -> choices.add(option.path("const").asText()));
        items.path("anyOf").forEach(option -> choices.add(option.path("const").asText()));
        return choices;
    }

    private static Optional<JsonNode> value(String text, JsonNode schema) {
        List<String> choices = choices(schema);
        String type = schema.path("type").asText();
        ObjectNode holder = Json.object();
        if (type.equals("array")) {
            ArrayNode values = holder.putArray("value");
            for (String part : text.split(",")) {
                if (!part.isBlank() && !choices.isEmpty() && !choices.contains(part.strip())) {
                    return Optional.empty();
                }
                values.add(part.strip());
            }
            return Optional.of(values);
        }
        if (!choices.isEmpty() && !choices.contains(text)) {
            return Optional.empty();
        }
        if (type.equals("boolean")) {
            String word = text.toLowerCase(Locale.ROOT);
            return switch (word) {
                case "y", "yes", "true" -> Optional.of(holder.put("value", true).path("value"));
                case "n", "no", "false" ->
                    Optional.of(holder.put("value", false).path("value"));
                default -> Optional.empty();
            };
        }
        if (type.equals("integer") || type.equals("number")) {
            return number(text, type.equals("integer"), schema);
        }
        return Optional.of(holder.put("value", text).path("value"));
    }

    private static Optional<JsonNode> number(String text, boolean whole, JsonNode schema) {
        if (text.length() > 100) {
            return Optional.empty();
        }
        return Json.parse(text)
                .filter(whole ? JsonNode::isIntegralNumber : JsonNode::isNumber)
                .filter(number -> !schema.has("minimum") || compare(number, schema.path("minimum")) >= 0)
                .filter(number -> !schema.has("maximum") || compare(number, schema.path("maximum")) <= 0);
    }

    private static int compare(JsonNode left, JsonNode right) {
        BigDecimal a = left.decimalValue();
        return a.compareTo(right.decimalValue());
    }

    private static boolean contains(JsonNode array, String text) {
        for (JsonNode element : array) {
            if (element.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }
}
