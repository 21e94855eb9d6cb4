package dev.mcpauth.token;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.health.RunningServer;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwks.KeyFixture;
import dev.mcpauth.jwt.App;
import dev.mcpauth.jwt.core.TokenCheck;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Help.Ansi;

/** Sends every attack token to the server of step 6. */
class AttackTest {

    private static final Map<Attack, TokenCheck> STOPPED_BY = Map.ofEntries(
            Map.entry(Attack.ALG_NONE, TokenCheck.ALGORITHM),
            Map.entry(Attack.HS256_WITH_PUBLIC_KEY, TokenCheck.ALGORITHM),
            Map.entry(Attack.WRONG_KEY, TokenCheck.SIGNATURE),
            Map.entry(Attack.UNKNOWN_KID, TokenCheck.KNOWN_KEY),
            Map.entry(Attack.EMBEDDED_JWK, TokenCheck.KNOWN_KEY),
            Map.entry(Attack.JKU, TokenCheck.KNOWN_KEY),
            Map.entry(Attack.EXPIRED, TokenCheck.NOT_EXPIRED),
            Map.entry(Attack.NOT_YET_VALID, TokenCheck.ALREADY_VALID),
            Map.entry(Attack.NO_EXPIRY, TokenCheck.HAS_EXPIRY),
            Map.entry(Attack.WRONG_ISSUER, TokenCheck.ISSUER),
            Map.entry(Attack.WRONG_AUDIENCE, TokenCheck.AUDIENCE),
            Map.entry(Attack.NO_AUDIENCE, TokenCheck.AUDIENCE),
            Map.entry(Attack.TAMPERED_PAYLOAD, TokenCheck.SIGNATURE),
            Map.entry(Attack.STRIPPED_SIGNATURE, TokenCheck.SIGNATURE),
            Map.entry(Attack.REFRESH_TOKEN, TokenCheck.ACCESS_TOKEN));

    private static final Path KEYS = keys();

    @RegisterExtension
    static final RunningServer SERVER = RunningServer.of(
            App::create, Map.of("MCP_KEYS_DIR", KEYS.toString(), "MCP_PUBLIC_URL", "http://localhost:9000"));

    private static Path keys() {
        Path folder = KeyFixture.empty().folder();
        Run.in(folder, "keys", "generate");
        return folder;
    }

    /** The server uses the system clock, so the tool must use it, too. */
    private static String tool(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--dir", KEYS.toString()))
                .toArray(String[]::new);
        Run run = Run.of(Clock.systemUTC(), "", Ansi.OFF, all);
        assertEquals(0, run.exitCode(), run.err());
        return run.line();
    }

    private static ValidatableResponse ping(String token) {
        return SERVER.request()
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                .post("/mcp")
                .then();
    }

    @Test
    void acceptsTheTokensThatAttacksStartFrom() {
        ping(tool("issue", "--username", "alice", "--scopes", "mcp:read,mcp:tools"))
                .statusCode(200);
        ping(tool("issue", "--username", "guest", "--scopes", "")).statusCode(200);
    }

    @ParameterizedTest
    @EnumSource
    void rejectsEachAttackByItsOwnCheck(Attack attack) {
        ping(tool("attack", attack.toString()))
                .statusCode(401)
                .body("error", equalTo("invalid_token"))
                .body("error_description", equalTo(STOPPED_BY.get(attack).sentence()));
    }

    @ParameterizedTest
    @EnumSource
    void verifyFailsAtTheSameCheck(Attack attack) {
        Run run =
                Run.in(KEYS, "verify", Run.in(KEYS, "attack", attack.toString()).line());
        assertEquals(1, run.exitCode());
        assertTrue(run.out().contains("Rejected: " + STOPPED_BY.get(attack).sentence()), run.out());
    }

    @Test
    void attacksCanStartFromAGivenToken() {
        String base = tool("issue", "--username", "carol", "--scopes", "mcp:read");
        String stripped = tool("attack", "stripped-signature", "--base", base);
        assertEquals(base.substring(0, base.lastIndexOf('.') + 1), stripped);
        Run fromInput = Run.withInput(base, KEYS, "attack", "stripped-signature", "--base", "-");
        assertEquals(stripped, fromInput.line());
    }

    @Test
    void tamperedPayloadNamesTheAdmin() {
        DecodedJWT token = JWT.decode(tool("attack", "tampered-payload"));
        assertEquals("admin", token.getSubject());
        assertEquals(List.of("user", "admin"), token.getClaim("roles").asList(String.class));
        assertEquals(0, Run.of("inspect", token.getToken()).exitCode());
    }

    @Test
    void rejectsABaseTokenWithoutASignature() {
        Run run = Run.in(KEYS, "attack", "wrong-key", "--base", "e30.e30.");
        assertEquals(1, run.exitCode());
        assertEquals("The token has no signature to start from", run.err().strip());
    }

    @Test
    void allPrintsEveryAttackAsJson() {
        JsonNode all = Json.parse(tool("attack", "--all", "--json").getBytes(StandardCharsets.UTF_8));
        assertEquals(Attack.values().length, all.size());
        for (JsonNode attack : all) {
            ping(attack.get("token").textValue()).statusCode(401);
        }
    }

    @Test
    void listExplainsEachAttack() {
        String list = Run.of("attack", "--list").out();
        list.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        String words = list.replaceAll("\\s+", " ");
        for (Attack attack : Attack.values()) {
            assertTrue(words.contains(attack + " It " + attack.forges()), attack.toString());
            assertTrue(words.contains("A naive server: " + attack.naive()), attack.toString());
            assertTrue(words.contains("What stops it: " + attack.stopper()), attack.toString());
        }
    }
}
