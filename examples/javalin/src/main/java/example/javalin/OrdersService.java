package example.javalin;

import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import dev.mcpauth.jwt.core.TokenVerifier;
import example.javalin.BearerTokens.Access;
import io.javalin.Javalin;
import java.time.Clock;

/** A service whose routes need an access token, except its health check. */
public final class OrdersService {

    private OrdersService() {}

    /** A service that accepts the tokens of this issuer for this audience; it finds the keys in the issuer's metadata. */
    public static Javalin create(String issuer, String audience, Clock clock) {
        TokenRules rules = TokenRules.of(issuer, audience);
        return create(new TokenVerifier(RemoteKeys.of(issuer, rules.algorithm(), clock), rules, clock));
    }

    private static Javalin create(TokenVerification verification) {
        return Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.beforeMatched(new BearerTokens(verification, "orders"));
            config.routes.get("/health", ctx -> ctx.result("ok"), Access.PUBLIC);
            config.routes.get(
                    "/hello",
                    ctx -> ctx.result("Hello, " + BearerTokens.caller(ctx).username()));
        });
    }

    /** Listens on port 8080. The arguments are the issuer and the audience. */
    public static void main(String[] arguments) {
        create(arguments[0], arguments[1], Clock.systemUTC()).start(8080);
    }
}
