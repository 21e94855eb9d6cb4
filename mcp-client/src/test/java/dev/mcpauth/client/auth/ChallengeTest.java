package dev.mcpauth.client.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer error=\"insufficient_scope\", scope=\"a b\", resource_metadata=\"https://x/y,z\"",
                "bearer Error=insufficient_scope,Scope=\"a b\" , resource_metadata = \"https://x/y,z\"",
                "Basic realm=\"Bearer scope=c\", Bearer scope=\"a b\", error=insufficient_scope, resource_metadata=\"https://x/y,z\"",
                "Negotiate, Bearer scope=a b, error=insufficient_scope, resource_metadata=\"https:\\/\\/x/y,z\", Digest scope=d",
            })
    void readsTheBearerChallenge(String header) {
        Challenge challenge = Challenge.of(List.of(header));
        assertEquals(Set.of("a", "b"), challenge.scopes());
        assertEquals(Optional.of("insufficient_scope"), challenge.error());
        assertEquals(Optional.of("https://x/y,z"), challenge.resourceMetadata());
    }

    /** RFC 6749 section 3.3. */
    @Test
    void leavesOutWhatCannotBeAScope() {
        assertEquals(
                Set.of("a", "api://x/d"),
                Challenge.of(List.of("Bearer scope=\"a b\\\\c \u00e9 \u001b[2J \\\"e api://x/d\""))
                        .scopes());
    }

    @Test
    void findsItInTheSecondHeader() {
        assertEquals(
                Optional.of("invalid_token"),
                Challenge.of(List.of("Basic realm=\"x\"", "Bearer error=\"invalid_token\""))
                        .error());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "=",
                "\"",
                "Bearer",
                "Bearer scope",
                "Bearer scope=\"",
                "Bearer ==",
                "a\\",
                "Basic Zm9v=="
            })
    void survivesNonsense(String header) {
        assertEquals(Set.of(), Challenge.of(List.of(header)).scopes());
    }
}
