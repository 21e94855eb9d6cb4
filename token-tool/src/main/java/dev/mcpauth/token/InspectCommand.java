package dev.mcpauth.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.fasterxml.jackson.databind.JsonNode;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jsonrpc.JsonRpcException;
import dev.mcpauth.jwt.core.TokenCheck;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "inspect",
        description = "Decodes a token without verifying it; \"verify\" checks it.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    private static final int WIDTH = 80;
    private static final int NAMES = 22;
    private static final Set<String> TIMES = Set.of("exp", "nbf", "iat", "auth_time");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss ZZZZZ");

    @Mixin
    private TokenParameter token;

    @Spec
    private CommandSpec spec;

    private final Clock clock;
    private final InputStream input;

    InspectCommand(Clock clock, InputStream input) {
        this.clock = clock;
        this.input = input;
    }

    @Override
    public Integer call() {
        DecodedJWT jwt = decode(token.read(input));
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        out.println(ansi.string("@|yellow This token has not been verified.|@"));
        out.println(ansi.string("@|bold Header|@"));
        print(out, jwt.getHeader());
        out.println(ansi.string("@|bold Claims|@"));
        print(out, jwt.getPayload());
        return 0;
    }

    private static DecodedJWT decode(String token) {
        try {
            return JWT.decode(token);
        } catch (JWTDecodeException malformed) {
            throw new IllegalArgumentException(TokenCheck.WELL_FORMED.sentence());
        }
    }

    private void print(PrintWriter out, String part) {
        JsonNode members = parse(part);
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            String name = harmless(member.getKey());
            String value = harmless(text(member.getKey(), member.getValue()));
            out.printf("  %-" + (NAMES - 3) + "s %s%n", name, wrap(value));
        }
    }

    private static JsonNode parse(String part) {
        try {
            return Json.parse(Base64.getUrlDecoder().decode(part));
        } catch (JsonRpcException ambiguous) {
            throw new IllegalArgumentException("The token contains ambiguous JSON, such as duplicate members");
        }
    }

    private String text(String name, JsonNode value) {
        if (TIMES.contains(name) && value.isIntegralNumber() && value.canConvertToLong()) {
            return time(name, value.longValue());
        }
        if (value.isArray() && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual)) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(JsonNode::textValue)
                    .collect(Collectors.joining(", "));
        }
        return value.isTextual() ? value.textValue() : Json.writeText(value);
    }

    private String time(String name, long seconds) {
        Instant time = Instant.ofEpochSecond(Math.max(-1_000_000_000_000L, Math.min(seconds, 1_000_000_000_000L)));
        String local = LOCAL.format(time.atZone(ZoneId.systemDefault()));
        String text = seconds + "  " + local;
        if (!name.equals("exp")) {
            return text;
        }
        Duration left = Duration.between(clock.instant(), time);
        return text
                + (left.isNegative() ? ", expired " + words(left.negated()) + " ago" : ", expires in " + words(left));
    }

    private static String words(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        if (duration.toMinutes() > 1) {
            return duration.toMinutes() + " minutes";
        }
        return duration.toSeconds() + " seconds";
    }

    /** What a token says must not move the cursor or change the colours of the terminal. */
    static String harmless(String text) {
        return text.replaceAll("\\p{C}", "\uFFFD");
    }

    private static String wrap(String value) {
        int room = WIDTH - NAMES;
        StringBuilder lines = new StringBuilder();
        for (int start = 0; start < value.length(); start += room) {
            if (start > 0) {
                lines.append(System.lineSeparator()).append(" ".repeat(NAMES));
            }
            lines.append(value, start, Math.min(start + room, value.length()));
        }
        return lines.toString();
    }
}
