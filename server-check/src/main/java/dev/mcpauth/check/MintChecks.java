package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.CRITICAL;
import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.MEDIUM;

import java.util.List;

/** Step 6: tokens that only the issuer can sign. The names are the attacks of the token tool. */
final class MintChecks {

    private static final String HANDLING = "MCP 2025-11-25, Authorization, \"Token Handling\"";

    static final List<Check> ALL = List.of(
            check(
                    "expired",
                    HIGH,
                    HANDLING,
                    "A token that has expired",
                    "Check exp, with a leeway of at most a minute or so."),
            check("no-expiry", MEDIUM, "RFC 9068, section 2.2", "A token without exp", "Require exp."),
            check(
                    "not-yet-valid",
                    MEDIUM,
                    "RFC 7519, section 4.1.5",
                    "A token whose nbf is in the future",
                    "Check nbf."),
            check("wrong-issuer", CRITICAL, "RFC 9068, section 4", "A token of another issuer", "Compare iss exactly."),
            check(
                    "wrong-audience",
                    CRITICAL,
                    HANDLING + "; RFC 9068, section 4",
                    "A token for another server",
                    "Require that aud contains the URL of this server."),
            check(
                    "no-audience",
                    CRITICAL,
                    HANDLING + "; RFC 9068, section 4",
                    "A token without aud",
                    "Reject a token without aud; do not skip the check."),
            check(
                    "wrong-key",
                    CRITICAL,
                    HANDLING,
                    "A token that is signed with a key other than the one that its kid names",
                    "Verify the signature with the key that kid names."),
            check(
                    "unknown-kid",
                    CRITICAL,
                    HANDLING,
                    "A token with an unknown kid",
                    "Accept only keys of the issuer's key set."),
            check(
                    "embedded-jwk",
                    CRITICAL,
                    "RFC 8725, section 3.10",
                    "A token that brings its own key in jwk",
                    "Ignore jwk in the header."),
            check(
                    "jku",
                    CRITICAL,
                    "RFC 8725, section 3.10",
                    "A token that names its own key set in jku",
                    "Ignore jku and x5u."),
            check(
                    "refresh-token",
                    MEDIUM,
                    "RFC 8725, section 3.12",
                    "A refresh token",
                    "Check typ, and token_type where the issuer sets it."));

    private MintChecks() {}

    private static Check check(String name, Severity severity, String clause, String token, String remedy) {
        return new Check(
                "minted-" + name + "-rejected",
                6,
                severity,
                clause,
                token + " is rejected.",
                remedy,
                server -> requireRejected(server, name));
    }

    private static void requireRejected(Server server, String name) {
        server.rejection();
        Credentials.Mint mint = server.credentials().mint();
        if (mint == null) {
            throw Verdict.skipped("needs --mint");
        }
        String token = mint.mint(name).orElseThrow(() -> Verdict.skipped("the --mint command has no token " + name));
        Exchange valid = send(
                server, mint.mint("valid").orElseThrow(() -> Verdict.skipped("the --mint command has no token valid")));
        if (valid.status() == 401) {
            throw Verdict.skipped("the server does not accept the token valid of the --mint command");
        }
        Exchange exchange = send(server, token);
        Verdict.require(exchange.status() == 401, "401", exchange);
    }

    private static Exchange send(Server server, String token) {
        return server.send(server.unauthenticated().with("Authorization", "Bearer " + token));
    }
}
