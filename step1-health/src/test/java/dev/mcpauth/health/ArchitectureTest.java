package dev.mcpauth.health;

class ArchitectureTest implements ArchitectureContract {}
