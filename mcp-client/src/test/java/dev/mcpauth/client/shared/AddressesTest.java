package dev.mcpauth.client.shared;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:9000/mcp, http://localhost:9001/token",
        "http://localhost:9000/mcp, http://127.0.0.1:9001/token",
        "http://localhost:9000/mcp, https://192.0.2.1/token",
        "https://192.0.2.1/mcp, https://198.51.100.1/token",
        "https://10.0.0.1/mcp, https://192.168.0.1/token",
    })
    void aServerMayNameAddressesAsLocalAsItself(String server, String url) {
        assertDoesNotThrow(() -> new Addresses(URI.create(server)).require(url, "endpoint"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://192.0.2.1/mcp, http://192.0.2.1/token",
        "https://192.0.2.1/mcp, https://localhost/token",
        "https://192.0.2.1/mcp, https://127.1.2.3/token",
        "https://192.0.2.1/mcp, https://[::1]/token",
        "https://192.0.2.1/mcp, https://0.0.0.0/token",
        "https://192.0.2.1/mcp, https://10.1.2.3/token",
        "https://192.0.2.1/mcp, https://100.64.0.1/token",
        "https://192.0.2.1/mcp, https://[fd00::1]/token",
        "https://192.0.2.1/mcp, https://[::ffff:10.0.0.1]/token",
        "https://192.0.2.1/mcp, https://169.254.169.254/token",
        "http://localhost:9000/mcp, https://169.254.169.254/token",
        "https://10.0.0.1/mcp, https://localhost/token",
        "http://localhost:9000/mcp, http://192.0.2.1/token",
        "http://localhost:9000/mcp, file:///etc/passwd",
        "http://localhost:9000/mcp, javascript:alert(1)",
        "http://localhost:9000/mcp, /token",
        "http://localhost:9000/mcp, not a url",
    })
    void refusesEverythingElse(String server, String url) {
        assertThrows(Failure.class, () -> new Addresses(URI.create(server)).require(url, "endpoint"));
    }
}
