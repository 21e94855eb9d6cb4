package dev.mcpauth.issuer;

import dev.mcpauth.health.ArchitectureContract;

class ArchitectureTest implements ArchitectureContract {}
