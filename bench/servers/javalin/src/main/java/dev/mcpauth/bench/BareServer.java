package dev.mcpauth.bench;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/**
 * What the web framework costs without MCP: it answers a {@code tools/call} of {@code echo} with the same bytes as the steps,
 * and supports nothing else. The argument says how much work it does: {@code constant}, {@code bare} or {@code jwt}.
 */
public final class BareServer {

    private static final byte[] CONSTANT = """
            {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"hello"}],\
            "structuredContent":{"text":"hello"},"isError":false}}""".getBytes(StandardCharsets.UTF_8);

    private static final JsonMapper MAPPER = new JsonMapper();

    private record Response(String jsonrpc, JsonNode id, Result result) {}

    private record Result(List<Text> content, Output structuredContent, boolean isError) {}

    private record Text(String type, String text) {}

    private record Output(String text) {}

    private BareServer() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Handler handler = switch (args[0]) {
            case "constant" -> ctx -> respond(ctx, CONSTANT);
            case "bare" -> BareServer::echo;
            case "jwt" -> verifying(BareServer::echo);
            default ->
                throw new IllegalArgumentException(
                        "The argument must be constant, bare or jwt, not \"" + args[0] + "\"");
        };
        Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.routes.post("/mcp", handler);
                })
                .start("127.0.0.1", Integer.parseInt(System.getenv("BENCH_PORT")));
    }

    private static void echo(Context ctx) throws IOException {
        JsonNode request = MAPPER.readTree(ctx.bodyAsBytes());
        JsonNode params = request.path("params");
        String message = params.path("arguments").path("message").textValue();
        boolean isEcho = "tools/call".equals(request.path("method").textValue())
                && "echo".equals(params.path("name").textValue());
        if (!isEcho || message == null) {
            throw new BadRequestResponse();
        }
        Result result = new Result(List.of(new Text("text", message)), new Output(message), false);
        respond(ctx, MAPPER.writeValueAsBytes(new Response("2.0", request.get("id"), result)));
    }

    private static void respond(Context ctx, byte[] body) {
        ctx.contentType("application/json").result(body);
    }

    /** Verifies the signature and the claims on each request, as the documentation of java-jwt shows it. */
    private static Handler verifying(Handler next) throws IOException, GeneralSecurityException {
        JWTVerifier verifier = JWT.require(Algorithm.RSA256(publicKey(), null))
                .withIssuer(System.getenv("BENCH_ISSUER"))
                .withAudience(System.getenv("BENCH_AUDIENCE"))
                .withClaimPresence("exp")
                .build();
        return ctx -> {
            String header = ctx.header("Authorization");
            if (header == null || !header.startsWith("Bearer ")) {
                throw new UnauthorizedResponse();
            }
            try {
                verifier.verify(header.substring("Bearer ".length()));
            } catch (JWTVerificationException e) {
                throw new UnauthorizedResponse();
            }
            next.handle(ctx);
        };
    }

    private static RSAPublicKey publicKey() throws IOException, GeneralSecurityException {
        String pem = Files.readString(Path.of(System.getenv("BENCH_PUBLIC_KEY")));
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
