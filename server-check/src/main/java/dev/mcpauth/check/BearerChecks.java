package dev.mcpauth.check;

import static dev.mcpauth.check.Severity.CRITICAL;
import static dev.mcpauth.check.Severity.HIGH;
import static dev.mcpauth.check.Severity.LOW;
import static dev.mcpauth.check.Severity.MEDIUM;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Steps 5 and 6: keys and access tokens. */
final class BearerChecks {

    private static final String HANDLING = "MCP 2025-11-25, Authorization, \"Token Handling\"";
    private static final String REQUIREMENTS = "MCP 2025-11-25, Authorization, \"Token Requirements\"";
    private static final String GARBAGE = "not-a-token";

    /** Errors of the protocol: the server has looked at the message, and not only at the token. */
    private static final List<Integer> PROTOCOL_ERRORS =
            List.of(-32600, Messages.METHOD_NOT_FOUND, Messages.INVALID_PARAMS, Messages.UNSUPPORTED_VERSION);

    static final List<Check> ALL = List.of(
            new Check(
                    "https-required",
                    6,
                    HIGH,
                    "RFC 6750, section 5.3; MCP 2025-11-25, Authorization, \"Communication Security\"",
                    "Tokens travel over TLS, except on this machine.",
                    "Serve the endpoint over https.",
                    BearerChecks::httpsRequired),
            new Check(
                    "token-required",
                    6,
                    HIGH,
                    "MCP 2025-11-25, Transports, \"Security Warning\", 3 (SHOULD)",
                    "The server authenticates its callers.",
                    "Require an access token; respond 401 without one.",
                    BearerChecks::tokenRequired),
            new Check(
                    "tool-calls-require-token",
                    6,
                    CRITICAL,
                    REQUIREMENTS + " (every HTTP request)",
                    "A tools/call without a token does not reach the tools.",
                    "Put the verification of tokens in front of the endpoint, not into single methods.",
                    BearerChecks::toolCallsRequireToken),
            new Check(
                    "path-variants-require-token",
                    6,
                    CRITICAL,
                    REQUIREMENTS + " (every HTTP request)",
                    "No other spelling of the path bypasses the verification of tokens.",
                    "Let the same router decide about the filter and about the handler, or reject paths that are not canonical.",
                    BearerChecks::pathVariantsRequireToken),
            new Check(
                    "session-is-no-authentication",
                    6,
                    CRITICAL,
                    "MCP 2025-11-25, Security Best Practices, \"Session Hijacking\"",
                    "A session id does not replace the token.",
                    "Verify the token of every request, within a session, too.",
                    BearerChecks::sessionIsNoAuthentication),
            new Check(
                    "token-checked-before-body",
                    6,
                    MEDIUM,
                    "MCP 2025-11-25, Authorization, \"Access Token Privilege Restriction\"",
                    "The server verifies the token before it processes the request: it responds to a malformed body without a token with 401.",
                    "Verify the token before the body is read.",
                    BearerChecks::tokenCheckedBeforeBody),
            new Check(
                    "challenge-present",
                    6,
                    HIGH,
                    "RFC 6750, section 3; MCP 2025-11-25, Authorization, \"Error Handling\"",
                    "The server responds to a request without a token with 401 and a Bearer challenge that has a parameter.",
                    "Send WWW-Authenticate: Bearer with resource_metadata on every 401; without it, clients do not start to sign in.",
                    BearerChecks::challengePresent),
            new Check(
                    "no-error-code-without-token",
                    6,
                    LOW,
                    "RFC 6750, section 3.1 (SHOULD NOT)",
                    "The challenge has no error code if the request had no token.",
                    "Send error only in the response to a token that was rejected.",
                    BearerChecks::noErrorCodeWithoutToken),
            new Check(
                    "malformed-authorization-rejected",
                    6,
                    MEDIUM,
                    "RFC 6750, section 3.1",
                    "The server responds to a malformed Authorization header, or to another scheme, with 400 or 401.",
                    "Treat a header without a usable token as a missing or a malformed token.",
                    BearerChecks::malformedAuthorizationRejected),
            new Check(
                    "invalid-token-is-401",
                    6,
                    HIGH,
                    HANDLING,
                    "The server responds to each invalid token with 401, so that the client gets a new one.",
                    "Catch every failure of the verification, and respond 401.",
                    BearerChecks::invalidTokenIs401),
            new Check(
                    "invalid-token-code",
                    6,
                    MEDIUM,
                    "RFC 6750, section 3.1 (SHOULD)",
                    "The challenge after an invalid token has the error code invalid_token.",
                    "Add error=\"invalid_token\" to the challenge.",
                    BearerChecks::invalidTokenCode),
            new Check(
                    "unsigned-token-rejected",
                    6,
                    CRITICAL,
                    HANDLING + "; RFC 8725, section 3.1",
                    "A token with alg none and without a signature is rejected.",
                    "Fix the algorithms in the configuration; never take them from the token.",
                    BearerChecks::unsignedTokenRejected),
            new Check(
                    "signature-verified",
                    6,
                    CRITICAL,
                    HANDLING + "; RFC 8725, section 3.3",
                    "A token whose signature does not match its content is rejected.",
                    "Verify the signature before a claim is used; decoding a token verifies nothing.",
                    BearerChecks::signatureVerified),
            new Check(
                    "public-key-is-no-secret",
                    6,
                    CRITICAL,
                    HANDLING + "; RFC 8725, section 3.1",
                    "A token with HS256 and the public key of the issuer as the secret is rejected.",
                    "Fix the algorithms in the configuration, and use a key only with its own algorithm.",
                    BearerChecks::publicKeyIsNoSecret),
            new Check(
                    "valid-token-accepted",
                    6,
                    HIGH,
                    "RFC 6750, section 2.1",
                    "A valid token in the Authorization header is accepted.",
                    "Check that the token of --token is for this server and has not expired.",
                    BearerChecks::validTokenAccepted),
            new Check(
                    "bearer-in-any-case",
                    6,
                    LOW,
                    "RFC 9110, section 11.1",
                    "The name of the scheme is compared without regard to case.",
                    "Compare the scheme case-insensitively.",
                    BearerChecks::bearerInAnyCase),
            new Check(
                    "token-in-query-rejected",
                    6,
                    HIGH,
                    REQUIREMENTS + ", 2",
                    "A token in the query of the URL is not accepted.",
                    "Read the token from the Authorization header only: URLs are in logs and histories.",
                    BearerChecks::tokenInQueryRejected),
            new Check(
                    "second-authorization-header-rejected",
                    6,
                    LOW,
                    "RFC 6750, section 3.1 (invalid_request)",
                    "A request with two different Authorization headers is rejected.",
                    "Respond 400 if the header occurs more than once: a proxy may have verified the other token.",
                    BearerChecks::secondAuthorizationHeaderRejected),
            new Check(
                    "key-set-published",
                    5,
                    MEDIUM,
                    "RFC 8414, section 2; RFC 7517, section 5",
                    "The jwks_uri of the authorization server leads to a key set.",
                    "Serve a JSON object with the member keys at jwks_uri.",
                    BearerChecks::keySetPublished),
            new Check(
                    "key-set-is-public",
                    5,
                    CRITICAL,
                    "RFC 7517, section 9.2",
                    "The key set contains only public keys.",
                    "Publish kty, n and e, or crv, x and y. Replace each private key that was published: it is no longer secret.",
                    BearerChecks::keySetIsPublic),
            new Check(
                    "key-size-sufficient",
                    5,
                    HIGH,
                    "RFC 7518, section 3.3",
                    "RSA keys have at least 2048 bits.",
                    "Create a new key of at least 2048 bits.",
                    BearerChecks::keySizeSufficient));

    /** They look at the responses to all other checks, so they run last. */
    static final List<Check> LAST = List.of(
            new Check(
                    "errors-reveal-nothing",
                    2,
                    MEDIUM,
                    "CWE-209 (error messages with sensitive information)",
                    "Errors do not show stack traces, classes or files of the server.",
                    "Respond with a fixed message, and write the details to the log.",
                    server -> server.leaks().internals().ifPresent(exchange -> {
                        throw Verdict.failed("no stack trace, class or file in an error", exchange);
                    })),
            new Check(
                    "token-not-echoed",
                    6,
                    HIGH,
                    "MCP 2025-11-25, Authorization, \"Token Theft\"",
                    "Responses do not repeat tokens.",
                    "Use fixed error messages.",
                    server -> {
                        server.rejection();
                        server.leaks().token().ifPresent(exchange -> {
                            throw Verdict.failed("a response without the token", exchange);
                        });
                    }));

    private BearerChecks() {}

    // Requests without a valid token

    private static void httpsRequired(Server server) {
        if (server.isLoopback()) {
            throw Verdict.notApplicable("the server is on this machine");
        }
        Verdict.require(Server.isProtected(server.url()), "an https URL", server.fetch(server.hello()));
    }

    private static void tokenRequired(Server server) {
        Verdict.require(!server.isOpen(), "401", server.isOpen() ? server.send(server.hello()) : null);
    }

    /** Whether the request got past the verification of tokens. */
    private static boolean isAccepted(Exchange exchange) {
        Response response = exchange.response();
        boolean wantsScope = response.status() == 403
                && Challenge.bearer(response.headerValues("WWW-Authenticate"))
                        .filter(challenge -> challenge.get("error").equals("insufficient_scope"))
                        .isPresent();
        boolean protocolError = (response.status() == 400 || response.status() == 404)
                && response.header("WWW-Authenticate").isEmpty()
                && PROTOCOL_ERRORS.stream().anyMatch(response::hasErrorCode);
        return response.isSuccess() || wantsScope || protocolError;
    }

    private static void requireNotAccepted(Exchange exchange) {
        Verdict.require(!isAccepted(exchange), "401", exchange);
    }

    private static void toolCallsRequireToken(Server server) {
        Request request = server.unauthenticated();
        String call = Messages.request("tools/call", Messages.named(Messages.UNKNOWN_NAME))
                .toString();
        // A session that was started with a token may know the caller, which is another check.
        boolean anonymousSession = server.speaksLegacy() && server.credentials().token() == null;
        Request legacy = anonymousSession
                ? server.legacy(call)
                : request.without("Mcp-Method").without("MCP-Protocol-Version").withBody(call);
        requireNotAccepted(server.send(legacy));
        requireNotAccepted(
                server.send(server.unauthenticatedModern("tools/call", Messages.named(Messages.UNKNOWN_NAME))));
    }

    private static void pathVariantsRequireToken(Server server) {
        Request request = server.unauthenticated();
        for (String path : pathVariants(server.url())) {
            Exchange exchange = server.send(request.withTarget(path));
            // Some applications answer every unknown path with 200 and a page.
            boolean reached = exchange.response()
                    .json()
                    .filter(message -> message.has("result") || message.has("error"))
                    .isPresent();
            Verdict.require(!reached || !isAccepted(exchange), "401, 404, or another error", exchange);
        }
    }

    private static List<String> pathVariants(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String last = path.substring(path.lastIndexOf('/') + 1);
        String folder = path.substring(0, path.length() - last.length());
        List<String> variants = new ArrayList<>(List.of("/" + path, path + ";x", folder + "./" + last, "/x/.." + path));
        if (!last.isEmpty()) {
            variants.add(path + "/");
            variants.add(folder + last.toUpperCase(Locale.ROOT));
            variants.add(
                    folder + "%" + Integer.toHexString(last.charAt(0)).toUpperCase(Locale.ROOT) + last.substring(1));
            variants.removeIf(variant -> variant.equals(path));
        }
        return variants;
    }

    private static void sessionIsNoAuthentication(Server server) {
        server.requireToken();
        if (server.session().isEmpty()) {
            throw Verdict.notApplicable("the server has no sessions");
        }
        Request list =
                server.legacy(Messages.request("tools/list", Json.object()).toString());
        requireNotAccepted(server.send(list.without("Authorization")));
    }

    private static void tokenCheckedBeforeBody(Server server) {
        server.challenge();
        Exchange exchange = server.send(server.unauthenticated().withBody("{\"jsonrpc\": \"2.0\", "));
        int status = server.rejection().status();
        Verdict.require(exchange.status() == status, String.valueOf(status), exchange);
    }

    private static void challengePresent(Server server) {
        Exchange rejection = server.rejection();
        boolean challenge = Challenge.bearer(rejection.response().headerValues("WWW-Authenticate"))
                .filter(it -> !it.parameters().isEmpty())
                .isPresent();
        Verdict.require(
                rejection.status() == 401 && challenge,
                "401 with WWW-Authenticate: Bearer and at least one parameter",
                rejection);
    }

    private static void noErrorCodeWithoutToken(Server server) {
        Verdict.require(server.challenge().get("error").isEmpty(), "a challenge without error", server.rejection());
    }

    private static void malformedAuthorizationRejected(Server server) {
        Request request = server.unauthenticated();
        for (String authorization : List.of("Bearer", "Bearer two words", "Basic dXNlcjpwYXNzd29yZA==")) {
            Exchange exchange = server.send(request.with("Authorization", authorization));
            Verdict.require(exchange.status() == 400 || exchange.status() == 401, "400 or 401", exchange);
        }
    }

    private static Exchange sendToken(Server server, String token) {
        return server.send(server.unauthenticated().with("Authorization", "Bearer " + token));
    }

    private static void invalidTokenIs401(Server server) {
        server.rejection();
        Forgery forgery = Forgery.of(server);
        Stream.of(
                        Stream.of(
                                new Forgery.Token("is the word " + GARBAGE, GARBAGE),
                                new Forgery.Token("has three parts that are not JSON", "abc.def.ghi")),
                        forgery.unsigned().stream(),
                        forgery.wronglySigned().stream(),
                        forgery.signedWithPublicKey().stream())
                .flatMap(tokens -> tokens)
                .forEach(token -> {
                    Exchange exchange = sendToken(server, token.text());
                    // Checks of their own report accepted tokens.
                    boolean right = exchange.status() == 401 || isAccepted(exchange);
                    Verdict.require(right, expected(token), exchange);
                });
    }

    private static String expected(Forgery.Token token) {
        return "401, because the token " + token.how();
    }

    private static void invalidTokenCode(Server server) {
        server.challenge();
        Exchange exchange = sendToken(server, GARBAGE);
        if (exchange.status() != 401) {
            throw Verdict.notApplicable("the response is not 401");
        }
        boolean code = Challenge.bearer(exchange.response().headerValues("WWW-Authenticate"))
                .filter(challenge -> challenge.get("error").equals("invalid_token"))
                .isPresent();
        Verdict.require(code, "error=\"invalid_token\" in the challenge", exchange);
    }

    private static void requireRejected(Server server, List<Forgery.Token> tokens) {
        for (Forgery.Token token : tokens) {
            Exchange exchange = sendToken(server, token.text());
            Verdict.require(!isAccepted(exchange), expected(token), exchange);
        }
    }

    private static void unsignedTokenRejected(Server server) {
        server.rejection();
        requireRejected(server, Forgery.of(server).unsigned());
    }

    private static void signatureVerified(Server server) {
        server.rejection();
        requireRejected(server, Forgery.of(server).wronglySigned());
    }

    private static void publicKeyIsNoSecret(Server server) {
        server.rejection();
        List<Forgery.Token> tokens = Forgery.of(server).signedWithPublicKey();
        if (tokens.isEmpty()) {
            throw Verdict.notApplicable("no RSA key of the issuer was found");
        }
        requireRejected(server, tokens);
    }

    // Requests with a valid token

    private static void validTokenAccepted(Server server) {
        server.rejection();
        if (server.credentials().token() == null) {
            throw Verdict.skipped("needs --token");
        }
        Exchange exchange = sendToken(server, server.credentials().token());
        Verdict.require(server.hasWorkingToken() && isAccepted(exchange), "a result", exchange);
    }

    private static void bearerInAnyCase(Server server) {
        Request request = server.authenticated();
        Exchange exchange = server.send(
                request.with("Authorization", "bearer " + server.credentials().token()));
        Verdict.require(isAccepted(exchange), "a result", exchange);
    }

    private static void tokenInQueryRejected(Server server) {
        server.requireToken();
        Request request = server.unauthenticated();
        String separator = request.target().contains("?") ? "&" : "?";
        String query = separator + "access_token=" + server.credentials().token();
        requireNotAccepted(server.send(request.withTarget(request.target() + query)));
    }

    private static void secondAuthorizationHeaderRejected(Server server) {
        Request request = server.authenticated();
        requireNotAccepted(server.send(request.and("Authorization", "Bearer " + GARBAGE)));
        requireNotAccepted(server.send(server.unauthenticated()
                .and("Authorization", "Bearer " + GARBAGE)
                .and("Authorization", "Bearer " + server.credentials().token())));
    }

    // Keys

    private static void keySetPublished(Server server) {
        Metadata metadata = server.metadata();
        metadata.authorizationServer();
        URI url = metadata.jwksUri()
                .orElseThrow(() -> Verdict.notApplicable("the authorization server names no jwks_uri"));
        Exchange exchange = server.send(Metadata.get(url));
        boolean keys = exchange.response()
                .json()
                .filter(json -> json.path("keys").isArray())
                .isPresent();
        Verdict.require(exchange.status() == 200 && keys, "200 with a key set", exchange);
    }

    private static void keySetIsPublic(Server server) {
        Metadata.Document document = server.metadata().keys();
        document.json().path("keys").forEach(key -> {
            boolean isPublic = !key.has("d") && !key.has("k") && !key.has("p") && !key.has("q");
            if (!isPublic) {
                throw Verdict.failed("no private or symmetric key", document.withoutResponseBody());
            }
        });
    }

    private static void keySizeSufficient(Server server) {
        Metadata.Document document = server.metadata().keys();
        document.json().path("keys").forEach(key -> {
            boolean small = key.path("kty").asText().equals("RSA")
                    && key.path("n").asText().length() < 2048 / 6;
            Verdict.require(!small, "RSA keys of at least 2048 bits", document.exchange());
        });
    }
}
