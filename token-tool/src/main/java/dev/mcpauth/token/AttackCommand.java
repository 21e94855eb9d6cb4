package dev.mcpauth.token;

import com.auth0.jwt.JWT;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.interfaces.Claim;
import dev.mcpauth.issuer.PracticeUser;
import dev.mcpauth.issuer.SigningKey;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwt.core.TokenCheck;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "attack",
        description = "Prints a token that a server must reject.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AttackCommand implements Callable<Integer> {

    private record Row(String name, String forges, String naive, String stopper, String token) {}

    private static final class Which {
        @Parameters(
                paramLabel = "NAME",
                description = "The attack; --list explains the attacks.",
                converter = Converter.class,
                completionCandidates = Names.class)
        private Attack attack;

        @Option(names = "--list", required = true, description = "Explain each attack.")
        private boolean list;

        @Option(names = "--all", required = true, description = "Print a token for each attack.")
        private boolean all;
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(
            names = "--base",
            paramLabel = "TOKEN",
            description = "A valid token to start from; - for standard input (default: a new token for alice).")
    private String base;

    @Option(names = "--json", description = "Print as JSON, with the explanations.")
    private boolean json;

    @Mixin
    private Options options;

    @Spec
    private CommandSpec spec;

    private final Clock clock;
    private final InputStream input;

    AttackCommand(Clock clock, InputStream input) {
        this.clock = clock;
        this.input = input;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (which.list) {
            explain(out);
            return 0;
        }
        List<Attack> attacks = which.all ? List.of(Attack.values()) : List.of(which.attack);
        Attack.Material material = material();
        List<Row> rows = attacks.stream()
                .map(attack -> new Row(
                        attack.toString(), attack.forges(), attack.naive(), attack.stopper(), attack.forge(material)))
                .toList();
        if (json) {
            out.println(Json.writeText(
                    which.all ? Json.toTree(Map.of("rows", rows)).get("rows") : Json.toTree(rows.get(0))));
        } else {
            rows.forEach(row -> out.println(which.all ? row.name() + " " + row.token() : row.token()));
        }
        return 0;
    }

    private void explain(PrintWriter out) {
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        for (Attack attack : Attack.values()) {
            out.println(ansi.string("@|bold " + attack + "|@"));
            out.println(wrap("It " + attack.forges() + "."));
            out.println(wrap("A naive server: " + attack.naive() + "."));
            out.println(wrap("What stops it: " + attack.stopper() + "."));
        }
    }

    /** Indented, and broken between words to fit into eighty columns. */
    private static String wrap(String text) {
        return ("  " + text).replaceAll("(.{1,74})(?: |$)", "$1\n    ").stripTrailing();
    }

    private Attack.Material material() {
        String good = base == null
                ? options.issuer(clock).issue(PracticeUser.ALICE.request(Duration.ofHours(1)))
                : TokenParameter.read(base, input);
        return new Attack.Material(
                good,
                claims(good),
                options.signingKeys().currentOrNew(),
                SigningKey.generate(),
                clock.instant().getEpochSecond());
    }

    private static Map<String, Object> claims(String token) {
        if (token.endsWith(".")) {
            throw new IllegalArgumentException("The token has no signature to start from");
        }
        try {
            Map<String, Object> claims = new HashMap<>();
            for (Map.Entry<String, Claim> claim : JWT.decode(token).getClaims().entrySet()) {
                claims.put(claim.getKey(), claim.getValue().as(Object.class));
            }
            return claims;
        } catch (JWTDecodeException malformed) {
            throw new IllegalArgumentException(TokenCheck.WELL_FORMED.sentence());
        }
    }

    static final class Names implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return Arrays.stream(Attack.values()).map(Attack::toString).iterator();
        }
    }

    static final class Converter implements ITypeConverter<Attack> {
        @Override
        public Attack convert(String name) {
            return Arrays.stream(Attack.values())
                    .filter(attack -> attack.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "unknown attack \"" + name + "\"; attack --list shows the attacks"));
        }
    }
}
