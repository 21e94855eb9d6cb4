package dev.mcpauth.check;

/**
 * One requirement, and the requests that show whether a server meets it.
 *
 * @param id stable, in kebab case
 * @param step the step of the course that is about this requirement
 * @param clause the specification and its section
 * @param demand what the server must do, in one sentence
 * @param remedy what to change if the check fails, in one sentence
 */
record Check(String id, int step, Severity severity, String clause, String demand, String remedy, Probe probe) {

    /** Sends requests. Returns if the server meets the requirement, and throws a {@link Verdict} otherwise. */
    @FunctionalInterface
    interface Probe {
        void run(Server server);
    }
}
