package dev.mcpauth.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {

    @ParameterizedTest
    @CsvSource({
        "test://template/{id}/data, test://template/123/data, 123",
        "test://template/{id}/data, test://template/a%20b/data, a b",
        "test://template/{id}/data, test://template//data,",
        "test://template/{id}/data, test://template/data,",
        "test://template/{id}/data, test://template/a/b/data,",
        "test://template/{id}/data, test://template/a%2Fb/data,",
        "test://template/{id}/data, test://template/1/datax,",
        "test://template/{id}/data, test://template/1/data/,",
        "test://template/{id}/data, test%3A//template/1/data,",
        "x{id}x, x,",
        "x{id}x, xx,",
        "x{id}x, xxx, x",
        "x{id}y, xab,",
        "x{id}y, aby,",
        // The text around the variable is text: no dot, star or bracket of a regular expression.
        "a.b*[c]+(d)|e://{id}, a.b*[c]+(d)|e://1, 1",
        "a.b://{id}, aXb://1,",
        "a*://{id}, aaa://1,",
        "\\Q://{id}\\E, \\Q://1\\E, 1"
    })
    void matchesLiteralTextAroundOneValue(String template, String uri, String value) {
        assertEquals(Optional.ofNullable(value), new UriTemplate(template).match(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a://b",
                "{a}{b}",
                "a://{a}/{b}",
                "a://{}",
                "a://{a",
                "a://a}",
                "{+path}",
                "{?q}",
                "{a,b}",
                "{a*}"
            })
    void supportsExactlyOneSimpleVariable(String template) {
        assertThrows(IllegalArgumentException.class, () -> new UriTemplate(template));
    }

    @Test
    void isWrittenAsItIs() {
        assertEquals("greeting://{name}", Greetings.URI.toString());
        assertEquals("name", Greetings.URI.variable());
    }

    /** Templates that became a regular expression have taken minutes for such a URI (CVE-2026-0621). */
    @Test
    void takesTimeInProportionToTheLengthOfTheUri() {
        String million = "a".repeat(1_000_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertEquals(Optional.empty(), new UriTemplate("a{name}a").match(million + "!"));
            assertEquals(Optional.empty(), new UriTemplate("a{name}a").match(million));
            assertEquals(Optional.empty(), new UriTemplate("a{name}").match("a%2F".repeat(250_000)));
        });
    }
}
