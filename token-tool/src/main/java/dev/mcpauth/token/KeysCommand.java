package dev.mcpauth.token;

import dev.mcpauth.issuer.SigningKey;
import dev.mcpauth.issuer.SigningKeys;
import dev.mcpauth.jwks.JsonWebKey;
import dev.mcpauth.jwks.KeyFolder;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        description = "Makes, lists and rotates the keys that sign tokens.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command: generate, list or rotate?");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    @Command(description = "Makes a key, unless there is one.", mixinStandardHelpOptions = true)
    int generate(@Mixin Options options) {
        SigningKeys keys = options.signingKeys();
        Optional<SigningKey> existing = keys.current();
        String kid = keys.currentOrNew().kid();
        out().println((existing.isPresent() ? "There is a key already: " : "Made the key ") + kid);
        return 0;
    }

    @Command(description = "Lists the keys that tokens can be verified with.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options) {
        String current = options.signingKeys().current().map(SigningKey::kid).orElse("");
        for (JsonWebKey key :
                KeyFolder.open(options.folder(), Clock.systemUTC()).all()) {
            String purpose = key.kid().equals(current) ? "signs" : "verifies only";
            out().printf("%s  %s %d bits  %s%n", key.kid(), key.kty(), key.bits(), purpose);
        }
        return 0;
    }

    @Command(
            description = "Makes a key that signs from now on. Tokens of the old one stay valid; delete its"
                    + " *.public.pem when the last of them has expired.",
            mixinStandardHelpOptions = true)
    int rotate(@Mixin Options options) {
        out().println("Signing from now on with "
                + options.signingKeys().rotate().kid());
        return 0;
    }
}
