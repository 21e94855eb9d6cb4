package dev.mcpauth.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import picocli.CommandLine;

class CommandLineTest {

    private record Result(int exitCode, String out, String err) {}

    private static Result run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = ServerCheck.commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        int exitCode = program.execute(arguments);
        program.getOut().flush();
        return new Result(exitCode, out.toString(), err.toString());
    }

    private static Result run(String... arguments) {
        return run(Map.of(), arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_PKCE, 2, D",
        "ACCEPTS_ALG_NONE, 2, F",
        "METADATA_IS_TEXT, 1, C",
        "OFFERS_QUERY, 1, B",
    })
    void severityDecidesTheGradeAndTheExitCode(Defect defect, int exitCode, String grade) {
        try (FaultyServer server = FaultyServer.with(defect)) {
            Result result = run(server.url().toString());
            assertEquals(exitCode, result.exitCode(), result.out());
            assertTrue(result.out().contains("\nGrade " + grade + ": "), result.out());
        }
    }

    @Test
    void exitCodeIs0WithoutFailures() {
        try (FaultyServer server = FaultyServer.with()) {
            assertEquals(0, run(server.url().toString()).exitCode());
        }
    }

    @Test
    void explainsEachFailure() {
        try (FaultyServer server = FaultyServer.with(Defect.NO_CHALLENGE)) {
            String text = run(server.url().toString(), "--step", "6").out();
            assertTrue(
                    text.contains("  FAIL  challenge-present (high)\n        sent      POST /mcp | {\"jsonrpc\":"),
                    text);
            for (String line : new String[] {"received  401", "expected  401 with WWW-", "why       ", "to do     "}) {
                assertTrue(text.contains("\n        " + line), text);
            }
        }
    }

    @Test
    void noReportContainsAToken(@TempDir Path folder) throws IOException {
        try (FaultyServer server = FaultyServer.with(
                Defect.REPEATS_TOKEN,
                Defect.ACCEPTS_TOKEN_IN_QUERY,
                Defect.IGNORES_SIGNATURE,
                Defect.IGNORES_EXPIRY,
                Defect.PRIVATE_KEY_IN_KEY_SET,
                Defect.BEARER_CASE_SENSITIVE)) {
            String token = server.token();
            Path junit = folder.resolve("report.xml");
            Map<String, String> environment =
                    Map.of("MCP_TOKEN", token, "MCP_INSUFFICIENT_TOKEN", server.insufficientToken());
            String url = server.url().toString();
            String reports = run(environment, url, "--junit", junit.toString()).out()
                    + run(environment, url, "--json").out()
                    + Files.readString(junit);
            assertTrue(reports.contains("token-in-query-rejected (high)"), reports);
            assertTrue(reports.contains("access_token=(token)"), reports);
            for (String part : token.split("\\.")) {
                assertFalse(reports.contains(part.substring(0, 20)), reports);
            }
            assertFalse(reports.contains("c2VjcmV0"), reports); // the private key
        }
    }

    @Test
    void noReportContainsAnOpaqueToken() {
        try (FaultyServer server = FaultyServer.with()) {
            String token = "an-opaque-token-0123456789-0123456789";
            String report =
                    run(Map.of("MCP_TOKEN", token), server.url().toString()).out();
            assertTrue(report.contains("valid-token-accepted (high)"), report);
            assertFalse(report.contains(token.substring(0, 20)), report);
        }
    }

    @Test
    void printsJson() {
        try (FaultyServer server = FaultyServer.with(Defect.NO_PKCE)) {
            JsonNode report =
                    Json.parse(run(server.url().toString(), "--json").out()).orElseThrow();
            assertEquals("D", report.get("grade").asText());
            assertEquals(1, report.at("/summary/fail").asInt());
            assertEquals(Checks.ALL.size(), report.get("checks").size());
            report.get("checks").forEach(check -> {
                boolean isFailure = check.get("status").asText().equals("fail");
                assertEquals(isFailure, check.get("id").asText().equals("pkce-s256-supported"));
                assertEquals(isFailure, check.has("received"));
            });
        }
    }

    @Test
    void writesJunit(@TempDir Path folder) throws Exception {
        try (FaultyServer server = FaultyServer.with(Defect.NO_PKCE)) {
            Path file = folder.resolve("report.xml");
            run(server.url().toString(), "--junit", file.toString());
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(Files.readString(file).getBytes(UTF_8)))
                    .getDocumentElement();
            assertEquals("1", suite.getAttribute("failures"));
            assertEquals(
                    Checks.ALL.size(), suite.getElementsByTagName("testcase").getLength());
            assertEquals(1, suite.getElementsByTagName("failure").getLength());
        }
    }

    @Test
    void runsTheChecksUpToAStep() {
        try (FaultyServer server = FaultyServer.with()) {
            String report = run(server.url().toString(), "--step", "5").out();
            assertTrue(report.contains("\nStep 5: "), report);
            assertFalse(report.contains("\nStep 6: "), report);
        }
    }

    @Test
    void listsAllChecks() {
        String list = run("--list").out();
        Checks.ALL.forEach(check -> assertTrue(list.contains("  " + check.id() + "\n"), list));
    }

    @Test
    void mintsWithACommand(@TempDir Path folder) throws IOException {
        try (FaultyServer server = FaultyServer.with(Defect.IGNORES_EXPIRY)) {
            for (String name : new String[] {"valid", "expired"}) {
                Files.writeString(folder.resolve(name), server.mint(name).orElseThrow() + "\n");
            }
            String report = run(server.url().toString(), "--mint", "cd '" + folder + "' && cat")
                    .out();
            assertTrue(report.contains("minted-expired-rejected (high)"), report);
            assertTrue(report.contains("minted-jku-rejected: the --mint command has no token jku"), report);
        }
    }

    @Test
    void reportsAnUnreachableServer() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Result result = run("http://localhost:" + port + "/mcp");
        assertEquals(64, result.exitCode());
        assertTrue(result.err().startsWith("Cannot check http://localhost:" + port + "/mcp: "), result.err());
    }

    @Test
    void waitsForAResponseForALimitedTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Result result = run("http://localhost:" + silent.getLocalPort() + "/mcp", "--timeout", "1");
            assertEquals(64, result.exitCode());
            assertTrue(result.err().contains("no response within 1 s"), result.err());
        }
    }

    @Test
    void reportsAUrlWithoutAServer() {
        try (FaultyServer server = FaultyServer.with()) {
            Result result = run(server.url() + "/nothing");
            assertEquals(64, result.exitCode());
            assertTrue(result.err().contains("the response is 404"), result.err());
        }
    }

    @Test
    void reportsAFileThatItCannotWrite(@TempDir Path folder) {
        try (FaultyServer server = FaultyServer.with()) {
            Result result = run(server.url().toString(), "--junit", folder.toString());
            assertEquals(64, result.exitCode());
            assertTrue(result.err().startsWith("Cannot write the report: "), result.err());
        }
    }

    @Test
    void sendsNoTokenWithoutTls() {
        Result result = run(Map.of("MCP_TOKEN", "secret"), "http://127.example/mcp");
        assertEquals(64, result.exitCode());
        assertTrue(result.err().startsWith("Tokens are only sent over https"), result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "'', Missing URL of the MCP server",
        "ftp://localhost, 'The URL must start with http:// or https://, not \"ftp://localhost\"'",
        "http://localhost --step 0, '--step must be at least 1, not 0'",
        "http://localhost --timeout 0, '--timeout must be from 1 to 600, not 0'",
        "http://localhost --token \u00e4, '--token and MCP_TOKEN must be visible ASCII characters without spaces'",
    })
    void rejectsWrongUsage(String arguments, String message) {
        Result result = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertEquals(64, result.exitCode());
        assertTrue(result.err().startsWith(message), result.err());
    }
}
