package dev.mcpauth.client;

import java.net.URI;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The URL of an MCP server, in a normalized spelling, because credentials are stored by URL. */
public final class ServerUrl implements ITypeConverter<URI> {

    @Override
    public URI convert(String text) {
        try {
            URI url = URI.create(text.strip());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean known = scheme.equals("http") || scheme.equals("https");
            if (!known || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
                throw wrong(text);
            }
            int port = url.getPort() == (scheme.equals("http") ? 80 : 443) ? -1 : url.getPort();
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return URI.create(scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (port < 0 ? "" : ":" + port)
                    + url.getRawPath() + query);
        } catch (IllegalArgumentException notAUrl) {
            throw wrong(text);
        }
    }

    private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
                "must be the http or https URL of an MCP server, such as http://localhost:9000/mcp, not \"" + text
                        + "\"");
    }
}
