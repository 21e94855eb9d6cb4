package dev.mcpauth.authserver.shared;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import dev.mcpauth.health.ServerSettings;
import dev.mcpauth.issuer.SigningKeys;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the practice authorization server.
 *
 * @param issuer its public URL, exactly (RFC 8414 section 2)
 * @param resource the MCP server that it issues tokens for
 * @param keys the folder of the signing keys
 * @param forThisMachine whether only this machine can reach the server, as far as the settings show
 * @param signsInElsewhere whether users sign in with another provider; otherwise, everyone can sign in as any practice user
 * @param serviceSecret the secret of the client {@code mcp-service}; if empty, each start generates a secret
 */
public record PracticeSettings(
        String issuer,
        Resource resource,
        Path keys,
        boolean forThisMachine,
        boolean signsInElsewhere,
        Optional<String> serviceSecret) {

    private static final String ANYWHERE = "MCP_PRACTICE_AUTH_ANYWHERE";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String WHY =
            " (the practice authorization server has no passwords; " + ANYWHERE + "=true starts it anyway)";

    /**
     * An MCP server.
     *
     * @param uri its name in the parameter {@code resource} (RFC 8707 section 2)
     * @param audience its name in the claim {@code aud}
     */
    public record Resource(URI uri, String audience) {

        /**
         * @param requested {@code null} if the client names no resource; then it gets a token for this one
         * @throws GeneralException {@code invalid_target} if the client wants a token for another server (RFC 8707 section 2)
         */
        public void require(List<URI> requested) throws GeneralException {
            if (requested != null && !requested.stream().allMatch(uri::equals)) {
                throw OAuthErrors.refusal(OAuth2Error.INVALID_TARGET, "This server issues tokens only for " + uri);
            }
        }
    }

    /**
     * Reads {@code MCP_KEYS_DIR}, {@code MCP_SERVICE_SECRET}, {@code MCP_UPSTREAM} and {@code MCP_PRACTICE_AUTH_ANYWHERE}.
     *
     * @throws InvalidSettingException if the signing key cannot be used; or if other machines could reach the server, by its
     *     address or its public URL, without https or without {@code MCP_UPSTREAM}, and {@code MCP_PRACTICE_AUTH_ANYWHERE} is not
     *     {@code true}
     */
    public static PracticeSettings from(Environment environment, ServerSettings server, Resource resource) {
        String anywhere = environment.text(ANYWHERE).orElse("false");
        if (!anywhere.equals("true") && !anywhere.equals("false")) {
            throw new InvalidSettingException(ANYWHERE, anywhere, "true or false");
        }
        boolean localAddress = isLoopback(server.host());
        boolean localUrl = THIS_MACHINE.contains(URI.create(server.publicUrl()).getHost());
        boolean elsewhere = environment.text("MCP_UPSTREAM").isPresent();
        if (elsewhere && !(localAddress && localUrl) && !server.publicUrl().startsWith("https:")) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_URL", server.publicUrl(), "an https URL, because other machines can reach this server");
        }
        if (!elsewhere && anywhere.equals("false") && !localAddress) {
            throw new InvalidSettingException("MCP_HOST", server.host(), "a loopback address" + WHY);
        }
        if (!elsewhere && anywhere.equals("false") && !localUrl) {
            throw new InvalidSettingException(
                    "MCP_PUBLIC_URL", server.publicUrl(), "a URL of localhost, 127.0.0.1 or [::1]" + WHY);
        }
        return new PracticeSettings(
                server.publicUrl(),
                resource,
                keys(environment),
                localAddress && localUrl,
                elsewhere,
                environment.secret("MCP_SERVICE_SECRET"));
    }

    private static Path keys(Environment environment) {
        Path folder = Path.of(environment.text("MCP_KEYS_DIR").orElse("keys"));
        try {
            new SigningKeys(folder).current();
            return folder;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new InvalidSettingException(
                    "MCP_KEYS_DIR", "a folder with a usable signing key; in \"" + folder + "\", " + e.getMessage());
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
