package dev.mcpauth.client.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void aScriptSaysHowItWasStarted() {
        assertEquals("scripts/mcp.sh", Program.name("scripts/mcp.sh", "mcp-client/target/mcp-client.jar"));
    }

    @Test
    void withoutAScriptTheJarIsTheCommand() {
        assertEquals(
                "java -jar mcp-client/target/mcp-client.jar", Program.name(null, "mcp-client/target/mcp-client.jar"));
    }

    @Test
    void anotherProgramNamesTheClientOnly() {
        assertEquals("mcp", Program.name(null, "agent/target/agent.jar"));
        assertEquals("mcp", Program.name(null, "target/classes:lib/mcp-client.jar"));
    }
}
