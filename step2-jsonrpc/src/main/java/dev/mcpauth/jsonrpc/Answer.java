package dev.mcpauth.jsonrpc;

/** The outcome of a call: the method's result, or a rejection of the whole HTTP request. Errors are {@link JsonRpcException}s. */
public sealed interface Answer permits Result, HttpRejection {}
