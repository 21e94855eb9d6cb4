import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.SigningKey;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.issuer.TokenIssuer;
import dev.mcpauth.issuer.TokenRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Creates a key pair and the tokens of a run. {@code tokens.txt} has 1,000 valid tokens, each for a different user; the other files
 * have one token each that a server must refuse. Run it with the jar of the token tool:
 * {@code java -cp token-tool.jar Tokens.java <folder> <issuer> <audience>}.
 */
final class Tokens {

    private static final int TOKENS = 1_000;
    private static final Duration LIFETIME = Duration.ofHours(6); // longer than any run

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        String issuer = args[1];
        String audience = args[2];
        Clock clock = Clock.systemUTC();
        SigningKeys keys = new SigningKeys(folder.resolve("keys"));
        SigningKey key = keys.currentOrNew();
        Files.writeString(folder.resolve("public.pem"), key.publicPem());

        TokenIssuer tokens = new TokenIssuer(keys, issuer, audience, clock);
        List<String> valid = Stream.iterate(1, n -> n + 1)
                .limit(TOKENS)
                .map(n -> tokens.issue(request("user-" + n, PracticeUser.ALICE.request(LIFETIME).scopes(), LIFETIME)))
                .toList();
        Files.write(folder.resolve("tokens.txt"), valid);

        TokenRequest alice = PracticeUser.ALICE.request(LIFETIME);
        write(folder, "bad-signature", withAnotherSignature(valid.get(0), valid.get(1)));
        write(folder, "bad-expired", tokens.issue(request("alice", alice.scopes(), Duration.ofMinutes(-10))));
        write(folder, "bad-issuer", new TokenIssuer(keys, issuer + "/other", audience, clock).issue(alice));
        write(folder, "bad-audience", new TokenIssuer(keys, issuer, audience + "/other", clock).issue(alice));
        write(folder, "no-scope", tokens.issue(request("alice", List.of("mcp:read"), LIFETIME)));
    }

    private static TokenRequest request(String username, List<String> scopes, Duration lifetime) {
        return new TokenRequest(
                username, scopes, PracticeUser.rolesOf(username), TokenRequest.TEST_CLIENT, lifetime);
    }

    private static String withAnotherSignature(String token, String other) {
        return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
    }

    private static void write(Path folder, String name, String token) throws IOException {
        Files.writeString(folder.resolve(name + ".txt"), token + "\n");
    }
}
