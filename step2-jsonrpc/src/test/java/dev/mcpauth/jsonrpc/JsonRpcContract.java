package dev.mcpauth.jsonrpc;

/** The wire behaviour of step 2. Every later step keeps it. */
public interface JsonRpcContract extends TransportContract, DnsRebindingContract, MessageContract, VersionContract {}
