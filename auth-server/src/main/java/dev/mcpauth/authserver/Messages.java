package dev.mcpauth.authserver;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.util.ResourceUtils;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Between Javalin's requests and responses and those of the Nimbus SDK, which knows what OAuth says about them. */
final class Messages {

    private static final int MAX_BYTES = 8 * 1024;

    /** Reads one kind of request; a {@code parse} method of the SDK. */
    @FunctionalInterface
    interface Parser<I, O> {
        O parse(I input) throws GeneralException;
    }

    private Messages() {}

    /**
     * @throws GeneralException if it is not a request of that kind
     * @throws ContentTooLargeResponse if the body is longer than 8 KiB
     */
    static <T> T read(Context ctx, Parser<HTTPRequest, T> parser) throws GeneralException, IOException {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create("http://localhost" + ctx.path()));
        request.setContentType(onlyHeader(ctx, "Content-Type"));
        request.setAuthorization(onlyHeader(ctx, "Authorization"));
        byte[] body = ctx.bodyInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ContentTooLargeResponse();
        }
        request.setBody(new String(body, StandardCharsets.UTF_8));
        if (ContentType.APPLICATION_URLENCODED.matches(request.getEntityContentType())) {
            Map<String, List<String>> parameters = onlyOnceAndNotEmpty(request.getBodyAsFormParameters());
            request.setBody(URLUtils.serializeParameters(parameters));
            checkForm(request, parameters);
        }
        return parse(request, parser);
    }

    /** Parses what somebody else has written; the SDK does not expect everything that can be written. */
    static <I, O> O parse(I input, Parser<I, O> parser) throws GeneralException {
        try {
            return parser.parse(input);
        } catch (RuntimeException malformed) {
            throw refusal(OAuth2Error.INVALID_REQUEST, "The request is malformed");
        }
    }

    private static void checkForm(HTTPRequest request, Map<String, List<String>> parameters) throws GeneralException {
        if (parameters.containsKey("resource")) {
            try {
                ResourceUtils.parseResourceURIs(parameters.get("resource"));
            } catch (ParseException e) {
                throw refusal(OAuth2Error.INVALID_TARGET, "resource is not an absolute URI without a fragment");
            }
        }
        if (request.getAuthorization() != null) {
            requireOneProof(request, parameters);
        }
    }

    /**
     * RFC 6749 sections 3.1 and 3.2: one without a value counts as left out, and none comes twice; RFC 8707 section 2: but
     * for {@code resource}.
     */
    static Map<String, List<String>> onlyOnceAndNotEmpty(Map<String, List<String>> parameters) throws GeneralException {
        Map<String, List<String>> present = new HashMap<>();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            if (parameter.getValue().size() > 1 && !name.equals("resource")) {
                throw refusal(OAuth2Error.INVALID_REQUEST, name + " stands there more than once");
            }
            List<String> values = parameter.getValue().stream()
                    .filter(value -> !value.isEmpty())
                    .toList();
            if (!values.isEmpty()) {
                present.put(name, values);
            }
        }
        return present;
    }

    /** RFC 6749 section 2.3: a client authenticates in one way in each request, and as itself. */
    private static void requireOneProof(HTTPRequest request, Map<String, List<String>> parameters)
            throws GeneralException {
        if (parameters.containsKey("client_secret") || parameters.containsKey("client_assertion")) {
            throw refusal(OAuth2Error.INVALID_REQUEST, "The client authenticates in more than one way");
        }
        if (parameters.containsKey("client_id") && request.getAuthorization().regionMatches(true, 0, "Basic ", 0, 6)) {
            String authenticated =
                    parse(request, ClientSecretBasic::parse).getClientID().getValue();
            if (!parameters.get("client_id").contains(authenticated)) {
                throw refusal(OAuth2Error.INVALID_REQUEST, "client_id is not the client that authenticates");
            }
        }
    }

    private static String onlyHeader(Context ctx, String name) throws GeneralException {
        List<String> values = Collections.list(ctx.req().getHeaders(name));
        if (values.size() > 1) {
            throw refusal(OAuth2Error.INVALID_REQUEST, name + " stands there more than once");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    /** An error of OAuth with a sentence on what is wrong; without the characters that it cannot have (RFC 6749 section 5.2). */
    static GeneralException refusal(ErrorObject error, String description) {
        return new GeneralException(error.setDescription(ErrorObject.removeIllegalChars(description)));
    }

    static void send(Context ctx, HTTPResponse response) {
        response.getHeaderMap().forEach((name, values) -> values.forEach(value -> ctx.header(name, value)));
        ctx.status(response.getStatusCode()).result(response.getBody() == null ? "" : response.getBody());
    }

    /** In the form of RFC 6749 section 5.2, which RFC 7009, 7591 and 8628 share. */
    static void sendError(Context ctx, GeneralException e) {
        ErrorObject error = errorOf(e);
        if (error.getHTTPStatusCode() == 401) {
            ctx.header("WWW-Authenticate", "Basic realm=\"practice authorization server\"");
        }
        send(ctx, new TokenErrorResponse(error).toHTTPResponse());
    }

    static ErrorObject errorOf(GeneralException e) {
        return e.getErrorObject() == null
                ? refusal(OAuth2Error.INVALID_REQUEST, e.getMessage()).getErrorObject()
                : e.getErrorObject();
    }
}
