package dev.mcpauth.bench;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jsonrpc.Answer;
import dev.mcpauth.jsonrpc.Exchange;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcHandler;
import dev.mcpauth.jsonrpc.JsonRpcRequest;
import dev.mcpauth.jsonrpc.ProtocolVersion;
import dev.mcpauth.jsonrpc.Result;
import dev.mcpauth.jwt.Rejections;
import dev.mcpauth.jwt.core.BearerToken;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerifier;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.Authorization;
import dev.mcpauth.scopes.Policy;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the parts of one protected {@code tools/call} cost, each on its own and on one thread. The web server, which does the
 * rest, is not among them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Parts {

    private static final String ISSUER = "http://localhost:9001";
    private static final String AUDIENCE = "http://localhost:9000/mcp";
    private static final String KEY_ID = "key";
    private static final int TOKENS = 1000;
    private static final byte[] BODY =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"message\":\"hello\"}}}"
                    .getBytes(StandardCharsets.UTF_8);

    private final Clock clock = Clock.systemUTC();
    private final Exchange exchange =
            new Exchange(ProtocolVersion.of("2025-11-25").orElseThrow());
    private RSAPublicKey key;
    private final List<String> tokens = new ArrayList<>();
    private int next;
    private TokenVerifier verifier;
    private Caller caller;
    private JsonRpcRequest request;
    private Catalog catalog;
    private JsonRpcHandler methods;
    private Authorization authorization;
    private Object result;

    @Setup
    public void prepare() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        key = (RSAPublicKey) pair.getPublic();
        Algorithm signature = Algorithm.RSA256(key, (RSAPrivateKey) pair.getPrivate());
        for (int i = 0; i < TOKENS; i++) {
            tokens.add(JWT.create()
                    .withKeyId(KEY_ID)
                    .withIssuer(ISSUER)
                    .withAudience(AUDIENCE)
                    .withSubject("alice")
                    .withClaim("client_id", "bench")
                    .withClaim("scope", "mcp:read mcp:tools mcp:prompts")
                    .withClaim("roles", List.of("user"))
                    .withJWTId(UUID.randomUUID().toString())
                    .withIssuedAt(clock.instant())
                    .withExpiresAt(clock.instant().plus(Duration.ofHours(1)))
                    .sign(signature));
        }
        verifier = newVerifier();
        for (String token : tokens) {
            caller = verifier.verify(token);
        }
        request = JsonRpcRequest.of(Json.parse(BODY));
        catalog = Catalog.ofCourse(clock);
        methods = catalog.methods();
        authorization = new Authorization(
                Policy.COURSE,
                catalog,
                new Rejections("mcp", (challenge, status) -> challenge),
                new AuditLog(clock)); // which nobody starts, so that each call writes its own line
        result = ((Result) methods.handle(request, exchange)).body();
    }

    /** One token after the other: a processor would learn a single one by heart. */
    private String token() {
        next = (next + 1) % TOKENS;
        return tokens.get(next);
    }

    private TokenVerifier newVerifier() {
        return new TokenVerifier(keyId -> Optional.of(key), TokenRules.of(ISSUER, AUDIENCE), clock);
    }

    @Benchmark
    public BearerToken authorizationHeader() {
        return BearerToken.in(List.of("Bearer " + token()));
    }

    @Benchmark
    public Caller rememberedToken() throws Exception {
        return verifier.verify(token());
    }

    @Benchmark
    public Caller newToken() throws Exception {
        return newVerifier().verify(token());
    }

    @Benchmark
    public JsonRpcRequest parsedRequest() {
        return JsonRpcRequest.of(Json.parse(BODY));
    }

    @Benchmark
    public Answer toolCall() {
        return methods.handle(request, exchange);
    }

    @Benchmark
    public Answer authorizedToolCall() {
        return authorization.methodsOf(caller).handle(request, exchange);
    }

    @Benchmark
    public byte[] writtenResult() {
        return Json.write(result);
    }
}
