package dev.mcpauth.check;

import java.util.Set;

/** What is wrong with a {@link FaultyServer}, and which checks must find it. */
enum Defect {
    IGNORES_ORIGIN("foreign-origin-rejected"),
    COMPARES_ORIGIN_BY_PREFIX("origin-compared-exactly"),
    ACCEPTS_ORIGIN_NULL("origin-compared-exactly"),
    IGNORES_HOST("foreign-host-rejected"),
    GET_IS_404("get-streams-or-405"),
    RESPONSES_ARE_TEXT("response-media-type"),
    MALFORMED_JSON_IS_500("malformed-json-rejected"),
    MALFORMED_JSON_IS_INVALID_REQUEST("malformed-json-rejected"),
    ACCEPTS_JSONRPC_1("invalid-request-rejected"),
    ACCEPTS_PARAMS_AS_TEXT("invalid-request-rejected"),
    ACCEPTS_ID_NULL("null-id-rejected"),
    ACCEPTS_BATCHES("batch-rejected"),
    NOTIFICATIONS_ARE_200("notification-accepted"),
    IDS_BECOME_TEXT("request-id-echoed"),
    UNKNOWN_METHOD_HAS_OTHER_CODE("unknown-method-rejected"),
    STACK_TRACE_IN_ERROR("errors-reveal-nothing"),
    FILE_IN_ERROR("errors-reveal-nothing"),

    INITIALIZE_WITHOUT_SERVER_INFO("initialize-result"),
    INITIALIZE_REPEATS_VERSION("initialize-negotiates-version"),
    IGNORES_LEGACY_VERSION("unsupported-version-header-rejected"),
    NO_PING("ping-answered"),
    SESSIONS_ARE_COUNTED("session-id-random"),
    DISCOVERY_WITHOUT_CAPABILITIES("discover-result"),
    NO_RESULT_TYPE("result-type-present"),
    NO_SERVER_INFO("server-info-present"),
    CAPABILITIES_OPTIONAL("request-meta-required"),
    IGNORES_VERSION_HEADER("version-header-matches-body"),
    IGNORES_METHOD_HEADER("method-header-matches-body"),
    METHOD_HEADER_OPTIONAL("method-header-matches-body"),
    IGNORES_NAME_HEADER("name-header-matches-body"),
    UNSUPPORTED_VERSION_WITHOUT_LIST("unsupported-version-rejected"),
    UNKNOWN_METHOD_IS_200("unknown-method-is-404"),

    TOOL_WITHOUT_SCHEMA("tools-listed"),
    TOOL_NAME_WITH_SPACE("tool-names-valid"),
    TOOL_TWICE("tool-names-valid"),
    TOOLS_NOT_DECLARED("tools-capability-declared"),
    PROMPT_WITHOUT_NAME("prompts-listed"),
    ACCEPTS_ANY_CURSOR("invalid-cursor-rejected"),
    NO_CACHE_HINTS("cache-hints-present"),
    UNKNOWN_TOOL_IS_RESULT("unknown-tool-rejected"),
    CALL_WITHOUT_NAME_IS_RESULT("call-parameters-validated"),
    UNKNOWN_PROMPT_IS_RESULT("unknown-prompt-rejected"),

    NO_KEY_SET("key-set-published"),
    PRIVATE_KEY_IN_KEY_SET("key-set-is-public"),
    SMALL_KEY_IN_KEY_SET("key-size-sufficient"),

    OPEN_TO_EVERYONE("token-required"),
    TOOL_CALLS_NEED_NO_TOKEN("tool-calls-require-token"),
    SLASH_BYPASSES_TOKEN("path-variants-require-token"),
    CAPITALS_BYPASS_TOKEN("path-variants-require-token"),
    SESSION_REPLACES_TOKEN("session-is-no-authentication"),
    PARSES_BEFORE_TOKEN("token-checked-before-body"),
    NO_CHALLENGE("challenge-present"),
    NO_TOKEN_IS_403("challenge-present"),
    ERROR_CODE_WITHOUT_TOKEN("no-error-code-without-token"),
    MALFORMED_AUTHORIZATION_IS_500("malformed-authorization-rejected"),
    GARBAGE_IS_500("invalid-token-is-401"),
    NO_ERROR_CODE("invalid-token-code"),
    ACCEPTS_ALG_NONE("unsigned-token-rejected"),
    IGNORES_SIGNATURE("signature-verified", "minted-wrong-key-rejected"),
    ACCEPTS_PUBLIC_KEY_AS_SECRET("public-key-is-no-secret"),
    REJECTS_VALID_TOKENS("valid-token-accepted"),
    BEARER_CASE_SENSITIVE("bearer-in-any-case"),
    ACCEPTS_TOKEN_IN_QUERY("token-in-query-rejected"),
    TAKES_FIRST_AUTHORIZATION("second-authorization-header-rejected"),
    TAKES_LAST_AUTHORIZATION("second-authorization-header-rejected"),
    REPEATS_TOKEN("token-not-echoed"),

    IGNORES_EXPIRY("minted-expired-rejected"),
    EXPIRED_IS_403("minted-expired-rejected"),
    EXPIRY_OPTIONAL("minted-no-expiry-rejected"),
    IGNORES_NOT_BEFORE("minted-not-yet-valid-rejected"),
    IGNORES_ISSUER("minted-wrong-issuer-rejected"),
    IGNORES_AUDIENCE("minted-wrong-audience-rejected"),
    AUDIENCE_OPTIONAL("minted-no-audience-rejected"),
    ACCEPTS_UNKNOWN_KID("minted-unknown-kid-rejected"),
    TRUSTS_EMBEDDED_KEY("minted-embedded-jwk-rejected"),
    TRUSTS_JKU("minted-jku-rejected"),
    IGNORES_TOKEN_TYPE("minted-refresh-token-rejected"),

    NO_METADATA("resource-metadata-found", "insufficient-scope-names-metadata"),
    CHALLENGE_URL_IS_404("challenge-url-works"),
    METADATA_AT_ROOT_ONLY("well-known-url-works"),
    METADATA_IS_TEXT("resource-metadata-is-json"),
    RESOURCE_WITH_SLASH("resource-equals-url"),
    METADATA_FROM_HOST("metadata-ignore-host"),
    METADATA_FROM_FORWARDED_HOST("metadata-ignore-host"),
    NO_AUTHORIZATION_SERVER("authorization-servers-named"),
    OFFERS_QUERY("bearer-methods-header-only"),
    OFFERS_OFFLINE_ACCESS("no-offline-access"),
    NO_AUTHORIZATION_SERVER_METADATA("authorization-server-metadata-found"),
    ISSUER_WITH_SLASH("issuer-matches"),
    NO_PKCE("pkce-s256-supported"),
    NO_TOKEN_ENDPOINT("endpoints-named"),
    ENDPOINT_WITHOUT_TLS("endpoints-use-https"),
    CORS_FOR_EVERYONE("cors-not-for-everyone"),
    PREFLIGHT_NEEDS_TOKEN("preflight-needs-no-token"),
    CHALLENGE_HIDDEN_FROM_PAGES("challenge-exposed-to-pages"),

    CHALLENGE_WITHOUT_SCOPE("challenge-names-scope"),
    INSUFFICIENT_SCOPE_IS_TOOL_ERROR("insufficient-scope-is-403"),
    INSUFFICIENT_SCOPE_WITHOUT_CODE("insufficient-scope-code"),
    INSUFFICIENT_SCOPE_WITHOUT_SCOPE("insufficient-scope-names-scope"),
    INSUFFICIENT_SCOPE_WITHOUT_METADATA("insufficient-scope-names-metadata");

    private final Set<String> foundBy;

    Defect(String... foundBy) {
        this.foundBy = Set.of(foundBy);
    }

    /** The checks that must fail, and no other. */
    Set<String> foundBy() {
        return foundBy;
    }
}
