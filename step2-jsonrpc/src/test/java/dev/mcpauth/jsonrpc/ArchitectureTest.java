package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.ArchitectureContract;

class ArchitectureTest implements ArchitectureContract {}
