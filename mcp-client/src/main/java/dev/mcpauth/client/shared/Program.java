package dev.mcpauth.client.shared;

/** This program, as its user starts it: messages name commands that work as they are. */
public final class Program {

    /** A script that starts the program sets this system property to its own path. */
    private static final String PROPERTY = "mcp.command";

    private Program() {}

    /** A command to run, such as {@code scripts/mcp.sh login http://localhost:9000/mcp}. */
    public static String command(String arguments) {
        return name(System.getProperty(PROPERTY), System.getProperty("java.class.path", "")) + " " + arguments;
    }

    static String name(String script, String classPath) {
        if (script != null) {
            return script;
        }
        return classPath.matches("[\\w./-]*mcp-client\\.jar") ? "java -jar " + classPath : "mcp";
    }
}
