package dev.mcpauth.token;

import dev.mcpauth.health.ArchitectureContract;

class ArchitectureTest implements ArchitectureContract {}
