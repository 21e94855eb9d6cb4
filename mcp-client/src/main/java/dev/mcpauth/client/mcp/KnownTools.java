package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.PrivateFolder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tools that the user has called before. A server can offer a harmless tool first, and change what it says or asks for
 * later (MCP 2026-07-28, Tools, "Security Considerations"). The client remembers a hash of each part of a tool, as ssh
 * remembers host keys.
 */
public final class KnownTools {

    private static final List<String> PARTS = List.of("title", "description", "inputSchema", "annotations");
    private static final int MAX_TOOLS = 1000;

    private final PrivateFolder folder;
    private final Path file;
    private final URI server;

    public KnownTools(PrivateFolder folder, URI server) {
        this.folder = folder;
        this.file = folder.file(server, ".tools");
        this.server = server;
    }

    /** The parts of a tool that have changed since its last call; none if it was never called. */
    public List<String> changes(JsonNode tool) {
        JsonNode known = load().path(tool.path("name").asText());
        return PARTS.stream()
                .filter(part -> known.isObject() && !known.path(part).asText().equals(hash(tool.path(part))))
                .toList();
    }

    /** Remembers a tool as it is now. */
    public void remember(JsonNode tool) {
        String name = tool.path("name").asText();
        ObjectNode parts = Json.object();
        PARTS.forEach(part -> parts.put(part, hash(tool.path(part))));
        if (load().path(name).equals(parts)) {
            return;
        }
        folder.locked(server, () -> {
            ObjectNode tools = load();
            if (tools.size() >= MAX_TOOLS && !tools.has(name)) {
                tools.remove(tools.fieldNames().next());
            }
            tools.set(name, parts);
            folder.write(file, Json.write(tools));
            return null;
        });
    }

    private ObjectNode load() {
        return folder.read(file)
                .flatMap(Json::parse)
                .filter(JsonNode::isObject)
                .map(ObjectNode.class::cast)
                .orElseGet(Json::object);
    }

    /** The same for each order of the members. */
    private static String hash(JsonNode part) {
        try {
            byte[] text = Optional.of(part)
                    .filter(value -> !value.isMissingNode())
                    .map(KnownTools::sorted)
                    .orElse("")
                    .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String sorted(JsonNode value) {
        StringBuilder text = new StringBuilder();
        if (value.isObject()) {
            Map<String, String> members = new TreeMap<>();
            value.properties()
                    .forEach(member ->
                            members.put(TextNode.valueOf(member.getKey()).toString(), sorted(member.getValue())));
            members.forEach((name, member) ->
                    text.append(name).append(':').append(member).append(','));
            return text.append('}').toString();
        }
        if (value.isArray()) {
            value.forEach(element -> text.append(sorted(element)).append(','));
            return text.append(']').toString();
        }
        return value.toString();
    }
}
