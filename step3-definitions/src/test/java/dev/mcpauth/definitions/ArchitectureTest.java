package dev.mcpauth.definitions;

import dev.mcpauth.health.ArchitectureContract;

class ArchitectureTest implements ArchitectureContract {}
