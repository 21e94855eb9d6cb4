package dev.mcpauth.authserver;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Between Javalin's requests and responses and those of the Nimbus SDK, which knows what OAuth says about them. */
final class Messages {

    private static final int MAX_BYTES = 64 * 1024;

    /** Reads one kind of request; a {@code parse} method of the SDK. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(HTTPRequest request) throws ParseException;
    }

    private Messages() {}

    /**
     * @throws GeneralException if it is not a request of that kind
     * @throws ContentTooLargeResponse if the body is longer than 64 KiB
     */
    static <T> T read(Context ctx, Parser<T> parser) throws GeneralException, IOException {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create("http://localhost" + ctx.path()));
        request.setContentType(onlyHeader(ctx, "Content-Type"));
        request.setAuthorization(onlyHeader(ctx, "Authorization"));
        byte[] body = ctx.bodyInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new ContentTooLargeResponse();
        }
        request.setBody(new String(body, StandardCharsets.UTF_8));
        try {
            requireOneProof(request);
            return parser.parse(request);
        } catch (IllegalArgumentException malformed) { // where the SDK relies on others
            throw refusal(OAuth2Error.INVALID_REQUEST, "The request is malformed");
        }
    }

    /** RFC 6749 section 2.3: a client authenticates in one way in each request. */
    private static void requireOneProof(HTTPRequest request) throws ParseException {
        boolean form = ContentType.APPLICATION_URLENCODED.matches(request.getEntityContentType());
        if (form && request.getAuthorization() != null) {
            Map<String, List<String>> parameters = request.getBodyAsFormParameters();
            if (parameters.containsKey("client_secret") || parameters.containsKey("client_assertion")) {
                String description = "The client authenticates in more than one way";
                throw new ParseException(description, OAuth2Error.INVALID_REQUEST.setDescription(description));
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

    /** An error of OAuth with a sentence on what is wrong. */
    static GeneralException refusal(ErrorObject error, String description) {
        return new GeneralException(error.setDescription(description));
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
                ? OAuth2Error.INVALID_REQUEST.setDescription(e.getMessage())
                : e.getErrorObject();
    }
}
