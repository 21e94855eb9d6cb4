package dev.mcpauth.check;

/** How a check ended. */
enum Status {
    PASS("pass"),
    FAIL("FAIL"),
    /** The check needs something that the user can give, such as a token. */
    SKIPPED("skip"),
    /** The requirement does not concern this server, or another failed check hides the answer. */
    NOT_APPLICABLE("n/a");

    private final String label;

    Status(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
