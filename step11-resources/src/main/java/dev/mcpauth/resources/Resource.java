package dev.mcpauth.resources;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Result.Caching;

/**
 * Data to read at one URI: its definition, and the code that reads it.
 *
 * @param caching who may share the content, and for how long it stays fresh
 */
public record Resource(Definition definition, Caching caching, Function function) {

    /**
     * What clients see (MCP 2026-07-28, Resources, "Resource").
     *
     * @param title for people
     */
    public record Definition(String uri, String name, String title, String description, String mimeType) {}

    @FunctionalInterface
    public interface Function {

        ResourceContents read(Exchange exchange);
    }
}
