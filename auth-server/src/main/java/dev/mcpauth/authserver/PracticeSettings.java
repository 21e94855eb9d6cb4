package dev.mcpauth.authserver;

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

/**
 * What the practice authorization server must be told.
 *
 * @param issuer its own name: its public URL, exactly (RFC 8414 section 2)
 * @param resource the one server that it gives out tokens for
 * @param keys the folder of the keys that sign the tokens
 * @param forThisMachine whether it is meant for this machine alone, as far as it can tell
 * @param serviceSecret the secret of the client {@code mcp-service}; without one, a new secret is made at each start
 */
public record PracticeSettings(
        String issuer, Resource resource, Path keys, boolean forThisMachine, Optional<String> serviceSecret) {

    private static final String ANYWHERE = "MCP_PRACTICE_AUTH_ANYWHERE";

    /**
     * An MCP server that tokens are for.
     *
     * @param uri what clients call it, in the parameter {@code resource} (RFC 8707 section 2)
     * @param audience what it calls itself, in {@code aud}
     */
    public record Resource(URI uri, String audience) {

        /**
         * A client that names no resource gets a token for this one, as there is no other.
         *
         * @param requested {@code null} if the client names none
         * @throws GeneralException {@code invalid_target} if a client wants a token for another server (RFC 8707 section 2)
         */
        void require(List<URI> requested) throws GeneralException {
            if (requested != null && !requested.stream().allMatch(uri::equals)) {
                throw Messages.refusal(OAuth2Error.INVALID_TARGET, "This server gives out tokens only for " + uri);
            }
        }
    }

    /**
     * Reads {@code MCP_KEYS_DIR}, {@code MCP_SERVICE_SECRET} and {@code MCP_PRACTICE_AUTH_ANYWHERE}.
     *
     * @throws InvalidSettingException if the key that would sign cannot; or if others could reach the server, and nobody
     *     has said that they may: it asks no user for a password
     */
    public static PracticeSettings from(Environment environment, ServerSettings server, Resource resource) {
        String anywhere = environment.text(ANYWHERE).orElse("false");
        if (!anywhere.equals("true") && !anywhere.equals("false")) {
            throw new InvalidSettingException(ANYWHERE, anywhere, "true or false");
        }
        if (anywhere.equals("false") && !isThisMachine(server.host())) {
            throw new InvalidSettingException(
                    "MCP_HOST",
                    server.host(),
                    "an address that only this machine can reach, because the practice authorization server asks for no"
                            + " passwords; name another one in MCP_ISSUER, or set " + ANYWHERE + "=true");
        }
        return new PracticeSettings(
                server.publicUrl(),
                resource,
                keys(environment),
                isThisMachine(server.host()) && RedirectUris.isThisMachine(URI.create(server.publicUrl())),
                environment.text("MCP_SERVICE_SECRET"));
    }

    private static Path keys(Environment environment) {
        Path folder = Path.of(environment.text("MCP_KEYS_DIR").orElse("keys"));
        try {
            new SigningKeys(folder).current();
            return folder;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new InvalidSettingException(
                    "MCP_KEYS_DIR", "a folder of keys to sign with; in \"" + folder + "\", " + e.getMessage());
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
