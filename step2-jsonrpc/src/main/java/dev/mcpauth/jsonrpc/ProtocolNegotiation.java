package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Determines the MCP version of a request. A modern request must carry its metadata in {@code _meta}, and headers that match
 * the body. The server keeps no state between requests.
 */
public final class ProtocolNegotiation {

    private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities";

    /** The parameter that Mcp-Name repeats, by method. */
    private static final Map<String, String> NAMED_BY =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    private static final Pattern BASE64 = Pattern.compile("=\\?base64\\?(.*)\\?=");

    private ProtocolNegotiation() {}

    /** @throws JsonRpcException with HTTP status 400 if the request is not valid in any version */
    static ProtocolVersion negotiate(McpHeaders headers, JsonRpcRequest request) {
        JsonNode meta = request.params().path("_meta");
        boolean modern =
                headers.protocolVersion().filter(ProtocolVersion::isModern).isPresent() || meta.has(VERSION_KEY);
        return modern ? modern(headers, request, meta) : versionOfHeader(headers);
    }

    /**
     * The version of a request without a body: the same as for a message without metadata.
     *
     * @throws JsonRpcException -32600 if the header names an unsupported version
     */
    public static ProtocolVersion versionOf(Context ctx) {
        return versionOfHeader(McpHeaders.of(ctx));
    }

    /**
     * The version of a message without metadata. Without the header, it is the oldest version, which did not have the
     * header (MCP 2025-11-25, Transports, "Protocol Version Header").
     *
     * @throws JsonRpcException -32600 if the header names an unsupported version
     */
    static ProtocolVersion versionOfHeader(McpHeaders headers) {
        return headers.protocolVersion()
                .map(name -> ProtocolVersion.of(name)
                        .orElseThrow(() -> JsonRpcException.invalidRequest(
                                "MCP-Protocol-Version " + JsonRpcException.quote(name) + " is not supported")))
                .orElse(ProtocolVersion.V2025_03_26);
    }

    private static ProtocolVersion modern(McpHeaders headers, JsonRpcRequest request, JsonNode meta) {
        String requested = meta.path(VERSION_KEY).textValue();
        if (requested == null) {
            throw JsonRpcException.missingMetadata("_meta[\"" + VERSION_KEY + "\"] must be a string");
        }
        mustEqual("MCP-Protocol-Version", headers.protocolVersion(), meta.path(VERSION_KEY));
        ProtocolVersion version = ProtocolVersion.of(requested)
                .filter(ProtocolVersion::isModern)
                .orElseThrow(() -> JsonRpcException.unsupportedVersion(requested));
        if (!meta.path(CAPABILITIES_KEY).isObject()) {
            throw JsonRpcException.missingMetadata("_meta[\"" + CAPABILITIES_KEY + "\"] must be an object");
        }
        mustEqual("Mcp-Method", headers.method(), TextNode.valueOf(request.method()));
        String namedBy = NAMED_BY.get(request.method());
        if (namedBy != null) {
            // The method itself rejects a name that is not a string.
            mustEqual(
                    "Mcp-Name",
                    headers.name().map(name -> decode("Mcp-Name", name)),
                    request.params().path(namedBy));
        }
        return version;
    }

    private static void mustEqual(String header, Optional<String> value, JsonNode inBody) {
        if (value.isEmpty()) {
            throw JsonRpcException.headerMismatch(header + " is missing");
        }
        if (inBody.isTextual() && !value.get().equals(inBody.textValue())) {
            throw JsonRpcException.headerMismatch(header + " is " + JsonRpcException.quote(value.get())
                    + ", but the body says " + JsonRpcException.quote(inBody.textValue()));
        }
    }

    /** Decodes a value that a header cannot carry as it is (Streamable HTTP, "Value Encoding"). */
    static String decode(String header, String value) {
        Matcher encoded = BASE64.matcher(value);
        if (!encoded.matches()) {
            return value;
        }
        try {
            byte[] utf8 = Base64.getDecoder().decode(encoded.group(1));
            boolean canonical = Base64.getEncoder().encodeToString(utf8).equals(encoded.group(1));
            if (canonical) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(utf8))
                        .toString();
            }
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            // The same error as for a name that is not canonically encoded.
        }
        throw JsonRpcException.headerMismatch(header + " is not valid UTF-8 in base64");
    }
}
