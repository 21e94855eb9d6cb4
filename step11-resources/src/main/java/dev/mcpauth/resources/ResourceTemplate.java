package dev.mcpauth.resources;

import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Result.Caching;

/**
 * Many resources whose URIs differ in one value: their definition, and the code that reads them.
 *
 * @param caching who may share the content, and for how long it stays fresh
 */
public record ResourceTemplate(Definition definition, Caching caching, Function function) {

    /**
     * What clients see (MCP 2026-07-28, Resources, "Resource Templates").
     *
     * @param title for people
     */
    public record Definition(UriTemplate uriTemplate, String name, String title, String description, String mimeType) {}

    @FunctionalInterface
    public interface Function {

        /**
         * @param value the value of the variable, decoded and checked by {@link UriTemplate#match}
         * @throws dev.mcpauth.jsonrpc.JsonRpcException if no resource has this value
         */
        ResourceContents read(String uri, String value, Exchange exchange);
    }
}
