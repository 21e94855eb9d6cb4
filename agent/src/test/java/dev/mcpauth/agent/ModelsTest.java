package dev.mcpauth.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mcpauth.client.shared.Failure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Test
    void withoutKeyAndUrlThereIsNoModel() {
        assertEquals(Optional.empty(), Models.from(Map.of("MODEL", "a", "OPENAI_API_KEY", " "), TIMEOUT));
    }

    @Test
    void theModelMustBeNamed() {
        Failure failure = assertThrows(Failure.class, () -> Models.from(Map.of("OPENAI_API_KEY", "k"), TIMEOUT));
        assertEquals("Set MODEL to the name of a model, such as gpt-5-mini", failure.getMessage());
    }

    /** Others on the network could read the key and the results. */
    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/v1", "ftp://localhost/v1", "localhost:11434", "https:///v1", "no url"})
    void theUrlMustBeSafe(String url) {
        Failure failure =
                assertThrows(Failure.class, () -> Models.from(Map.of("OPENAI_BASE_URL", url, "MODEL", "a"), TIMEOUT));
        assertTrue(failure.getMessage().startsWith("OPENAI_BASE_URL must be an https URL"), failure.getMessage());
    }

    @Test
    void aServerOnThisMachineNeedsNoKey() {
        assertTrue(Models.from(Map.of("OPENAI_BASE_URL", "http://localhost:11434/v1", "MODEL", "a"), TIMEOUT)
                .isPresent());
    }
}
