package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import java.util.List;
import java.util.Optional;

/** Step 8: scopes. */
final class ScopeChecks {

    private static final String RUNTIME =
            "MCP 2025-11-25, Authorization, \"Runtime Insufficient Scope Errors\" (SHOULD)";

    static final List<Check> ALL = List.of(
            new Check(
                    "challenge-names-scope",
                    8,
                    LOW,
                    "MCP 2025-11-25, Authorization, \"Protected Resource Metadata Discovery Requirements\" (SHOULD)",
                    "The challenge of a 401 names the scopes to ask for.",
                    "Add scope to the challenge.",
                    server -> Verdict.require(
                            !server.challenge().get("scope").isEmpty(), "scope in the challenge", server.rejection())),
            new Check(
                    "insufficient-scope-is-403",
                    8,
                    HIGH,
                    "MCP 2025-11-25, Authorization, \"Error Handling\"; RFC 6750, section 3.1",
                    "The server responds with 403 if the token lacks a scope that the request needs.",
                    "Decide before the method runs, and respond 403; an error in a tool result does not start a step-up.",
                    ScopeChecks::insufficientScopeIs403),
            new Check(
                    "insufficient-scope-code",
                    8,
                    MEDIUM,
                    RUNTIME,
                    "The challenge of this 403 has the error code insufficient_scope.",
                    "Add error=\"insufficient_scope\" to the challenge.",
                    server -> requireParameter(server, "error", "insufficient_scope")),
            new Check(
                    "insufficient-scope-names-scope",
                    8,
                    MEDIUM,
                    RUNTIME,
                    "The challenge of this 403 names the scopes that the request needs.",
                    "Add scope with all scopes that the request needs.",
                    server -> requireParameter(server, "scope", "")),
            new Check(
                    "insufficient-scope-names-metadata",
                    8,
                    LOW,
                    RUNTIME,
                    "The challenge of this 403 has resource_metadata.",
                    "Add resource_metadata, as in the challenge of a 401.",
                    server -> requireParameter(server, "resource_metadata", "")));

    private ScopeChecks() {}

    /** The first response to a request with the insufficient token that is neither a success nor a JSON-RPC error. */
    private static Exchange rejection(Server server) {
        server.requireToken();
        String token = server.credentials().insufficientToken();
        if (token == null) {
            throw Verdict.skipped("needs --insufficient-token");
        }
        Exchange last = null;
        for (Request request : List.of(
                server.request("tools/call", Messages.named(Messages.UNKNOWN_NAME)),
                server.request("tools/list", Json.object()))) {
            last = server.send(request.with("Authorization", "Bearer " + token));
            if (last.status() == 403) {
                return last;
            }
        }
        throw Verdict.failed("403", last);
    }

    private static void insufficientScopeIs403(Server server) {
        rejection(server);
    }

    private static void requireParameter(Server server, String name, String value) {
        Exchange rejection;
        try {
            rejection = rejection(server);
        } catch (Verdict verdict) {
            throw verdict.status() == Status.FAIL ? Verdict.notApplicable("insufficient-scope-is-403 failed") : verdict;
        }
        Optional<String> actual = Challenge.bearer(rejection.response().headerValues("WWW-Authenticate"))
                .map(challenge -> challenge.get(name))
                .filter(it -> value.isEmpty() ? !it.isEmpty() : it.equals(value));
        String expected = value.isEmpty() ? name + " in the challenge" : name + "=\"" + value + "\" in the challenge";
        Verdict.require(actual.isPresent(), expected, rejection);
    }
}
