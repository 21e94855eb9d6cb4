package dev.mcpauth.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.health.MovableClock;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.jsonrpc.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class TokenToolTest {

    @TempDir
    private Path folder;

    private DecodedJWT issue(String... arguments) {
        String[] all = Stream.concat(Stream.of("issue"), Stream.of(arguments)).toArray(String[]::new);
        Run run = Run.in(folder, all);
        assertEquals(0, run.exitCode(), run.err());
        return JWT.decode(run.line());
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static JsonNode json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    // keys

    @Test
    void generateCreatesAKeyThatOnlyItsOwnerCanRead() throws Exception {
        Run run = Run.in(folder, "keys", "generate");
        String kid = run.line().replace("Created the key pair ", "");
        assertEquals(List.of(kid + ".private.pem", kid + ".public.pem"), files());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(kid + ".private.pem"))));
        assertTrue(Files.readString(folder.resolve(kid + ".private.pem")).startsWith("-----BEGIN PRIVATE KEY-----"));
        assertEquals(
                kid + "  RSA 2048 bits  signs", Run.in(folder, "keys", "list").line());
    }

    @Test
    void generateKeepsAnExistingKey() throws Exception {
        Run.in(folder, "keys", "generate");
        List<String> before = files();
        assertTrue(Run.in(folder, "keys", "generate").line().startsWith("The key pair exists: "));
        assertEquals(before, files());
    }

    @Test
    void rotateSignsWithANewKeyAndKeepsTheOldPublicKey() throws Exception {
        Run.in(folder, "keys", "generate");
        String old = issue("--username", "alice", "--scopes", "").getKeyId();
        String kid = Run.in(folder, "keys", "rotate").line().replace("New tokens are signed with ", "");
        assertNotEquals(old, kid);
        assertEquals(kid, issue("--username", "alice", "--scopes", "").getKeyId());
        assertTrue(files().contains(old + ".public.pem"));
        assertFalse(files().contains(old + ".private.pem"));
        assertTrue(Run.in(folder, "keys", "list").out().contains(old + "  RSA 2048 bits  verifies only"));
    }

    @Test
    void namesAnUnusableKeyFile() throws Exception {
        Files.writeString(folder.resolve("bad.private.pem"), "hello");
        Run run = Run.in(folder, "issue", "--username", "alice", "--scopes", "");
        assertEquals(1, run.exitCode());
        assertEquals(
                "bad.private.pem cannot be used: it does not hold one PEM block named PRIVATE KEY",
                run.err().strip());
        assertEquals("", run.out());
    }

    // issue

    @Test
    void issuePrintsOnlyTheTokenAndCreatesAKeyOnFirstUse() {
        Run run = Run.in(folder, "issue", "--username", "alice", "--scopes", "mcp:read,mcp:tools");
        assertEquals(0, run.exitCode());
        assertEquals("", run.err());
        DecodedJWT token = JWT.decode(run.line());
        assertEquals("RS256", token.getAlgorithm());
        assertEquals("at+jwt", token.getType());
        assertEquals(new SigningKeys(folder).current().orElseThrow().kid(), token.getKeyId());
        assertEquals("http://localhost:9001", token.getIssuer());
        assertEquals(List.of("http://localhost:9000/mcp"), token.getAudience());
        assertEquals("alice", token.getSubject());
        assertEquals("alice", token.getClaim("preferred_username").asString());
        assertEquals("mcp-test-client", token.getClaim("client_id").asString());
        assertEquals("mcp:read mcp:tools", token.getClaim("scope").asString());
        assertEquals(List.of("mcp:read", "mcp:tools"), token.getClaim("scopes").asList(String.class));
        assertEquals(List.of("user"), token.getClaim("roles").asList(String.class));
        assertEquals(new MovableClock().instant(), token.getIssuedAtAsInstant());
        assertEquals(new MovableClock().instant(), token.getNotBeforeAsInstant());
        assertEquals(new MovableClock().instant().plus(Duration.ofHours(1)), token.getExpiresAtAsInstant());
        assertEquals(36, token.getId().length());
    }

    @ParameterizedTest
    @CsvSource({"admin,'user,admin'", "guest,guest", "bob,user", "somebody,user"})
    void issueTakesTheRolesFromTheUser(String username, String roles) {
        assertEquals(
                List.of(roles.split(",")),
                issue("--username", username, "--scopes", "").getClaim("roles").asList(String.class));
    }

    @Test
    void issueOptionsOverrideTheDefaults() {
        DecodedJWT token = issue(
                "--username",
                "carol",
                "--scopes",
                "",
                "--roles",
                "a, b",
                "--expires",
                "PT2M",
                "--issuer",
                "https://i.example",
                "--audience",
                "https://a.example",
                "--client-id",
                "c");
        assertEquals("", token.getClaim("scope").asString());
        assertEquals(List.of(), token.getClaim("scopes").asList(String.class));
        assertEquals(List.of("a", "b"), token.getClaim("roles").asList(String.class));
        assertEquals("https://i.example", token.getIssuer());
        assertEquals(List.of("https://a.example"), token.getAudience());
        assertEquals("c", token.getClaim("client_id").asString());
        assertEquals(new MovableClock().instant().plusSeconds(120), token.getExpiresAtAsInstant());
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "10m,600", "1h,3600", "7d,604800", "-1m,-60", "PT1H,3600", "-PT30S,-30"})
    void issueParsesBothFormsOfDurations(String text, long seconds) {
        DecodedJWT token = issue("--username", "alice", "--scopes", "", "--expires", text);
        assertEquals(new MovableClock().instant().plusSeconds(seconds), token.getExpiresAtAsInstant());
    }

    @Test
    void issuePrintsTheTokenAndItsClaimsAsJson() {
        JsonNode result = json(Run.in(folder, "issue", "--username", "alice", "--scopes", "mcp:read", "--json")
                .line());
        assertEquals("Bearer", result.get("token_type").textValue());
        assertEquals(3600, result.get("expires_in").intValue());
        assertEquals("alice", result.at("/claims/sub").textValue());
        assertEquals("alice", JWT.decode(result.get("access_token").textValue()).getSubject());
    }

    @Test
    void demoPrintsATokenForEachPracticeUser() {
        JsonNode users = json(Run.in(folder, "demo", "--json").line());
        assertEquals(4, users.size());
        assertEquals("admin", users.get(2).get("username").textValue());
        assertEquals("admin", JWT.decode(users.get(2).get("token").textValue()).getSubject());
        Run table = Run.in(folder, "demo");
        for (String word : List.of("alice", "bob", "admin", "guest", "mcp:read mcp:prompts", "none")) {
            assertTrue(table.out().contains(word), word);
        }
    }

    // usage

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "keys",
                "keys nonsense",
                "issue",
                "issue --username alice",
                "issue --username alice --scopes a --expires soon",
                "issue --username alice --scopes a --expires 99999d",
                "issue --username alice --scopes a\"b",
                "issue --username alice --scopes a --nonsense",
                "attack",
                "attack nonsense",
                "attack expired --all",
                "inspect a b"
            })
    void wrongUsagePrintsTheUsageAndExitsWith2(String arguments) {
        Run run = Run.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertEquals(2, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().contains("Usage: token-tool"), run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "keys --help",
                "keys generate --help",
                "keys list --help",
                "keys rotate --help",
                "issue --help",
                "demo --help",
                "inspect --help",
                "verify --help",
                "attack --help",
                "generate-completion --help"
            })
    void everyCommandHasHelpWithin80Columns(String arguments) {
        Run run = Run.of(arguments.split(" "));
        assertEquals(0, run.exitCode());
        assertTrue(run.out().contains("Usage: token-tool"), run.out());
        run.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void generatesBashCompletion() {
        assertTrue(Run.of("generate-completion").out().contains("complete -F"));
    }

    @Test
    void namesAMisspeltOption() {
        Run run = Run.in(folder, "issue", "--usrname", "alice", "--scopes", "");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("Unknown option: --usrname. "), run.err());
    }

    // inspect

    @Test
    void inspectShowsAllClaimsAndSaysThatTheTokenIsNotVerified() {
        String token = Run.in(folder, "issue", "--username", "alice", "--scopes", "mcp:read")
                .line();
        Run run = Run.of(new MovableClock(), token, Ansi.OFF, "inspect");
        assertEquals(0, run.exitCode());
        assertTrue(run.out().startsWith("This token has not been verified."));
        for (String word :
                List.of("RS256", "alice", "mcp:read", "http://localhost:9000/mcp", "expires in 60 minutes")) {
            assertTrue(run.out().contains(word), run.out());
        }
        run.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void inspectShowsHowLongAgoATokenExpired() {
        String token = Run.in(folder, "issue", "--username", "a", "--scopes", "", "--expires", "-1m")
                .line();
        assertTrue(Run.of("inspect", token).out().contains("expired 60 seconds ago"));
    }

    @Test
    void acceptsATokenWithWhiteSpaceOrTheScheme() {
        String token =
                Run.in(folder, "issue", "--username", "alice", "--scopes", "").line();
        for (String input : List.of(token, "\n " + token + "\r\n", "Bearer " + token)) {
            assertEquals(0, Run.withInput(input, folder, "verify").exitCode());
            assertEquals(0, Run.withInput(input, folder, "verify", "-").exitCode());
            assertEquals(0, Run.in(folder, "verify", input).exitCode());
        }
    }

    @Test
    void inspectReplacesControlCharacters() {
        String claims = "{\"sub\":\"\\u001b[31mred\\u0007\"}";
        String token = "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".";
        Run run = Run.of("inspect", token);
        assertTrue(run.out().contains("red"));
        assertFalse(run.out().contains("\u001b"));
    }

    @Test
    void verifyReplacesControlCharactersInTheUsername() {
        String token = Run.in(folder, "issue", "--username", "a\u001b[31mX@|red y|@", "--scopes", "")
                .line();
        assertTrue(Run.in(folder, "verify", token).out().contains("the caller is a\uFFFD[31mX@|red y|@."));
    }

    @Test
    void doesNotSignWithAWithdrawnKey() throws Exception {
        Run.in(folder, "keys", "generate");
        String kid = new SigningKeys(folder).current().orElseThrow().kid();
        Files.delete(folder.resolve(kid + ".public.pem"));
        assertNotEquals(kid, issue("--username", "alice", "--scopes", "").getKeyId());
        assertFalse(files().contains(kid + ".public.pem"));
    }

    @Test
    void ignoresADanglingLink() throws Exception {
        Files.createSymbolicLink(folder.resolve("x.private.pem"), Path.of("nowhere"));
        assertEquals(0, Run.in(folder, "keys", "generate").exitCode());
    }

    @Test
    void usesColoursOnTerminals() {
        String token =
                Run.in(folder, "issue", "--username", "alice", "--scopes", "").line();
        assertTrue(Run.of(new MovableClock(), token, Ansi.ON, "inspect").out().contains("\u001b[1mHeader"));
    }

    @Test
    void rejectsTextThatIsNotAToken() {
        assertEquals(
                "The token is not a well-formed JWT",
                Run.of("inspect", "abc").err().strip());
        assertEquals(1, Run.of("inspect", "abc").exitCode());
        Run.in(folder, "keys", "generate");
        assertEquals(1, Run.in(folder, "verify", "abc").exitCode());
        assertEquals(1, Run.in(folder, "attack", "expired", "--base", "abc").exitCode());
    }

    // verify

    @Test
    void verifyRunsAllChecks() {
        String token =
                Run.in(folder, "issue", "--username", "alice", "--scopes", "").line();
        Run run = Run.in(folder, "verify", token);
        assertEquals(0, run.exitCode());
        assertEquals(
                14, run.out().lines().filter(line -> line.startsWith("yes  ")).count());
        assertTrue(run.out().strip().endsWith("Accepted: the caller is alice."));
        String signature = run.out()
                .lines()
                .filter(line -> line.startsWith("yes  the signature was made with this key: "))
                .findFirst()
                .orElseThrow();
        String key = "a signature with the key ";
        String found = signature.replaceFirst(".*, found ", "");
        assertTrue(found.startsWith(key) && found.length() > key.length(), signature);
        assertTrue(signature.contains("expected " + found + ", "), signature);
        assertTrue(run.out().contains("the client may use this server: expected any client, found "), run.out());
    }

    @Test
    void verifySaysThatTheSignatureIsThatOfAnotherKey() {
        String token = Run.in(folder, "attack", "tampered-payload").line();
        Run run = Run.in(folder, "verify", token);
        assertEquals(1, run.exitCode());
        assertTrue(run.out().contains("NO   the signature was made with this key: expected a signature with the key "));
        assertTrue(run.out().contains(", found another\n"), run.out());
    }

    @Test
    void verifyShowsTheSettingsAndWhatEachCheckExpectsAndFinds() {
        String token =
                Run.in(folder, "issue", "--username", "alice", "--scopes", "").line();
        Run run = Run.in(folder, "verify", token, "--issuer", "https://other.example");
        assertEquals(1, run.exitCode());
        List<String> lines = run.out().lines().toList();
        assertEquals(
                "Accepted tokens: issuer https://other.example, audience http://localhost:9000/mcp, any client",
                lines.get(0));
        assertTrue(lines.get(1).startsWith("Keys: local, "), run.out());
        assertTrue(
                lines.contains("NO   iss is the issuer that this server trusts: expected https://other.example,"
                        + " found http://localhost:9001"),
                run.out());
    }

    @Test
    void verifyNamesTheFailedCheck() {
        String token = Run.in(folder, "issue", "--username", "a", "--scopes", "", "--expires", "-2m")
                .line();
        Run run = Run.in(folder, "verify", token);
        assertEquals(1, run.exitCode());
        assertTrue(run.out().contains("NO   exp is in the future: expected "), run.out());
        assertTrue(run.out().strip().endsWith("Rejected: The token has expired."), run.out());
    }

    private String issueToken() {
        return Run.in(folder, "issue", "--username", "a", "--scopes", "").line();
    }

    @Test
    void verifyChecksIssuerAndAudience() {
        assertEquals(
                1,
                Run.in(folder, "verify", issueToken(), "--issuer", "https://other.example")
                        .exitCode());
        assertEquals(
                1,
                Run.in(folder, "verify", issueToken(), "--audience", "https://other.example")
                        .exitCode());
    }

    @Test
    void verifyWithoutKeysNamesTheCommandThatCreatesOne() {
        Run run = Run.in(folder.resolve("nowhere"), "verify", "abc");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("keys generate"), run.err());
    }
}
