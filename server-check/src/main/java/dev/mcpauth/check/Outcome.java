package dev.mcpauth.check;

/**
 * A check with its result.
 *
 * @param reason what was expected if the check failed, why it did not run, or an empty string
 * @param exchange the request and the response that show the failure, or {@code null}
 */
record Outcome(Check check, Status status, String reason, Exchange exchange) {}
