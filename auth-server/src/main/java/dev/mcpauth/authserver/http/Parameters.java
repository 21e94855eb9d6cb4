package dev.mcpauth.authserver.http;

import com.nimbusds.oauth2.sdk.GeneralException;
import dev.mcpauth.authserver.shared.OAuthErrors;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query or a form ({@code application/x-www-form-urlencoded}), within limits. */
public record Parameters(Map<String, List<String>> values) {

    /** The longest body that this server reads. */
    static final int MAX_BYTES = 8 * 1024;

    private static final int MAX_PARAMETERS = 64;

    /**
     * The parameters of the query.
     *
     * @throws GeneralException {@code invalid_request} if the query is malformed or has too many parameters
     */
    public static Parameters ofQuery(Context ctx) throws GeneralException {
        return parse(Optional.ofNullable(ctx.req().getQueryString()).orElse(""));
    }

    /**
     * The parameters of a form.
     *
     * @throws GeneralException {@code invalid_request} if the form is malformed or has too many parameters
     * @throws ContentTooLargeResponse if the body is too long
     */
    public static Parameters ofForm(Context ctx) throws GeneralException, IOException {
        return parse(body(ctx));
    }

    static String body(Context ctx) throws IOException {
        byte[] body = ctx.bodyInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ContentTooLargeResponse();
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    static Parameters parse(String encoded) throws GeneralException {
        if (encoded.chars().filter(c -> c == '&').count() >= MAX_PARAMETERS) {
            throw OAuthErrors.invalidRequest("The request has more than " + MAX_PARAMETERS + " parameters");
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String parameter : encoded.split("&")) {
            if (!parameter.isEmpty()) {
                String[] nameAndValue = parameter.split("=", 2);
                String value = nameAndValue.length == 2 ? decode(nameAndValue[1]) : "";
                values.computeIfAbsent(decode(nameAndValue[0]), name -> new ArrayList<>())
                        .add(value);
            }
        }
        return new Parameters(values);
    }

    private static String decode(String encoded) throws GeneralException {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw OAuthErrors.invalidRequest("A parameter is not correctly percent-encoded");
        }
    }

    /** The first value of a parameter. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /**
     * The same without empty parameters: they count as omitted, and no parameter may be repeated (RFC 6749 sections 3.1 and
     * 3.2), except {@code resource} (RFC 8707 section 2).
     *
     * @throws GeneralException {@code invalid_request} if a parameter is repeated
     */
    public Parameters withoutEmptyAndRepeated() throws GeneralException {
        Map<String, List<String>> present = new HashMap<>();
        for (Map.Entry<String, List<String>> parameter : values.entrySet()) {
            String name = parameter.getKey();
            if (parameter.getValue().size() > 1 && !name.equals("resource")) {
                throw OAuthErrors.invalidRequest("duplicate parameter " + name);
            }
            List<String> some = parameter.getValue().stream()
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (!some.isEmpty()) {
                present.put(name, some);
            }
        }
        return new Parameters(present);
    }
}
