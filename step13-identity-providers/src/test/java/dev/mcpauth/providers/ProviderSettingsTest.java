package dev.mcpauth.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.health.Environment;
import dev.mcpauth.health.InvalidSettingException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that could not check everything does not start, and names the missing setting. */
class ProviderSettingsTest {

    private static final String ISSUER = "MCP_ISSUER=https://id.example ";
    private static final String INTROSPECTION =
            ISSUER + "MCP_VERIFICATION=introspection MCP_INTROSPECTION_CLIENT_ID=a MCP_INTROSPECTION_CLIENT_SECRET=b ";
    private static final String GITHUB = ISSUER + "MCP_VERIFICATION=github ";

    private static String messageOf(String settings) {
        Map<String, String> all = new HashMap<>(Map.of("MCP_PORT", "0"));
        Arrays.stream(settings.split(" "))
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> all.put(setting[0], setting[1]));
        return assertThrows(InvalidSettingException.class, () -> App.create(new Environment(all)))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MCP_VERIFICATION=saml                            | MCP_VERIFICATION must be jwt, introspection, github or google, not "saml"
            INTROSPECTION                                    | MCP_INTROSPECTION_URL must be set, because MCP_VERIFICATION is introspection
            INTROSPECTION MCP_INTROSPECTION_URL=http://id.example/ | MCP_INTROSPECTION_URL must be an https URL without a password (http only on this machine), not "http://id.example/"
            INTROSPECTION MCP_INTROSPECTION_REQUIRE_ISS=yes  | MCP_INTROSPECTION_REQUIRE_ISS must be true or false, not "yes"
            GITHUB                                           | MCP_GITHUB_CLIENT_ID must be set, because MCP_VERIFICATION is github
            GITHUB MCP_GITHUB_CLIENT_ID=a                    | MCP_GITHUB_CLIENT_SECRET must be set, because MCP_VERIFICATION is github
            GITHUB MCP_GITHUB_CLIENT_ID=a/b MCP_GITHUB_CLIENT_SECRET=c | MCP_GITHUB_CLIENT_ID must be letters, digits, dots, dashes and underscores, not "a/b"
            MCP_VERIFICATION=github MCP_GITHUB_CLIENT_ID=a MCP_GITHUB_CLIENT_SECRET=b | MCP_ISSUER must be set, because MCP_VERIFICATION is github
            ISSUER MCP_VERIFICATION=google                   | MCP_CLIENT_IDS must be set, because MCP_VERIFICATION is google
            ISSUER MCP_TENANT_ISSUER=https://id.example/{tenantid} | MCP_TENANT_IDS must be a list of ids of letters and digits, because MCP_TENANT_ISSUER is set
            ISSUER MCP_TENANT_ISSUER=https://id.example/ MCP_TENANT_IDS=a | MCP_TENANT_ISSUER must be an https URL with {tenantid} (http only on this machine), not "https://id.example/"
            ISSUER MCP_CLIENT_JWKS_URL=http://id.example/{clientid} MCP_CLIENT_IDS=a | MCP_CLIENT_JWKS_URL must be an https URL with {clientid} (http only on this machine), not "http://id.example/{clientid}"
            ISSUER MCP_TENANT_ISSUER=https://a/{tenantid} MCP_CLIENT_JWKS_URL=https://a/{clientid} | MCP_CLIENT_JWKS_URL must be unset, because MCP_TENANT_ISSUER is set
            ISSUER MCP_ROLE_MAP=alice                        | MCP_ROLE_MAP must be a list such as "name=word word, other=word", with each name once, not "alice"
            ISSUER MCP_ALGORITHM=none                        | MCP_ALGORITHM must be one of RS256, RS384, RS512, ES256, not "none"
            MCP_ALGORITHM=ES256                              | MCP_ALGORITHM must be RS256, RS384 or RS512 with local keys, which are RSA keys, not "ES256"
            """)
    void refusesToStart(String settings, String message) {
        String all = settings.replace("INTROSPECTION ", INTROSPECTION)
                .replaceFirst("^INTROSPECTION$", INTROSPECTION)
                .replaceFirst("^GITHUB ?", GITHUB)
                .replaceFirst("^ISSUER ", ISSUER);
        assertEquals(message, messageOf(all.strip().replaceAll(" +", " ")));
    }
}
