package dev.mcpauth.dispatch;

import dev.mcpauth.health.ArchitectureContract;

class ArchitectureTest implements ArchitectureContract {}
