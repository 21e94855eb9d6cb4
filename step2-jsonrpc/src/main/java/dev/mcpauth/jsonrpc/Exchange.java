package dev.mcpauth.jsonrpc;

/**
 * What the transport knows about one call. It is passed along with the request, so nothing about a call is kept in a static
 * field or a thread-local, and no method needs to know HTTP.
 */
public record Exchange(ProtocolVersion protocolVersion) {}
