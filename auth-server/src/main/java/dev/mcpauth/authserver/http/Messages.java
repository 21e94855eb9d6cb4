package dev.mcpauth.authserver.http;

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
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.UnavailableException;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.List;

/** Converts between Javalin's requests and responses and those of the Nimbus SDK, which knows the rules of OAuth. */
public final class Messages {

    /** A {@code parse} method of the SDK; never code of this server. */
    @FunctionalInterface
    public interface SdkParser<I, O> {
        O parse(I input) throws GeneralException;
    }

    private Messages() {}

    /**
     * A request whose body is a form, as the type that the SDK parses.
     *
     * @throws GeneralException if the request breaks a rule that all endpoints share
     * @throws ContentTooLargeResponse if the body is longer than 8 KiB
     */
    public static HTTPRequest read(Context ctx) throws GeneralException, IOException {
        return read(ctx, ContentType.APPLICATION_URLENCODED);
    }

    /** The same for a request whose body is JSON. */
    public static HTTPRequest readJson(Context ctx) throws GeneralException, IOException {
        return read(ctx, ContentType.APPLICATION_JSON);
    }

    private static HTTPRequest read(Context ctx, ContentType expected) throws GeneralException, IOException {
        HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create("http://localhost"));
        String contentType = onlyHeader(ctx, "Content-Type");
        parse(
                request,
                typed -> {
                    typed.setContentType(contentType);
                    return typed;
                },
                OAuth2Error.INVALID_REQUEST);
        request.setAuthorization(onlyHeader(ctx, "Authorization"));
        String body = Parameters.body(ctx);
        request.setBody(body);
        ContentType type = request.getEntityContentType();
        if (type == null || !expected.matches(type)) { // the SDK would quote the header in its error
            throw OAuthErrors.invalidRequest("The Content-Type must be " + expected.getType());
        }
        if (expected.equals(ContentType.APPLICATION_URLENCODED)) {
            Parameters parameters = Parameters.parse(body).withoutEmptyAndRepeated();
            request.setBody(URLUtils.serializeParameters(parameters.values()));
            checkForm(request, parameters);
        }
        return request;
    }

    /** Reads a request of one kind. */
    public static <T> T read(Context ctx, SdkParser<HTTPRequest, T> parser) throws GeneralException, IOException {
        return parse(read(ctx), parser, OAuth2Error.INVALID_REQUEST);
    }

    /**
     * Lets the SDK parse the input of a client. For some malformed input, the SDK throws a RuntimeException; only here
     * does such an exception count as an error of the client.
     *
     * @param malformed the error if the SDK does not name one
     */
    public static <I, O> O parse(I input, SdkParser<I, O> parser, ErrorObject malformed) throws GeneralException {
        try {
            return parser.parse(input);
        } catch (ParseException e) {
            if (e.getErrorObject() != null) {
                throw e;
            }
            throw OAuthErrors.refusal(malformed, e.getMessage());
        } catch (RuntimeException notExpectedByTheSdk) {
            throw OAuthErrors.refusal(malformed, "The request is malformed");
        }
    }

    private static void checkForm(HTTPRequest request, Parameters parameters) throws GeneralException {
        if (!parameters.all("resource").isEmpty()) {
            resources(parameters);
        }
        if (request.getAuthorization() != null) {
            requireOneAuthentication(request, parameters);
        }
    }

    /**
     * The values of {@code resource}.
     *
     * @throws GeneralException {@code invalid_target} if one of them is not a URI that names a resource (RFC 8707 section 2)
     */
    public static List<URI> resources(Parameters parameters) throws GeneralException {
        try {
            return parse(parameters.all("resource"), ResourceUtils::parseResourceURIs, OAuth2Error.INVALID_TARGET);
        } catch (GeneralException e) {
            throw OAuthErrors.refusal(
                    OAuth2Error.INVALID_TARGET, "resource must be an absolute URI without a fragment");
        }
    }

    /** A client must authenticate in only one way per request, with its own client_id (RFC 6749 section 2.3). */
    private static void requireOneAuthentication(HTTPRequest request, Parameters parameters) throws GeneralException {
        if (parameters.first("client_secret").isPresent()
                || parameters.first("client_assertion").isPresent()) {
            throw OAuthErrors.invalidRequest("The client authenticates in more than one way");
        }
        if (parameters.first("client_id").isPresent()
                && request.getAuthorization().regionMatches(true, 0, "Basic ", 0, 6)) {
            String authenticated = parse(request, ClientSecretBasic::parse, OAuth2Error.INVALID_REQUEST)
                    .getClientID()
                    .getValue();
            if (!parameters.all("client_id").contains(authenticated)) {
                throw OAuthErrors.invalidRequest("client_id is not the client that authenticates");
            }
        }
    }

    private static String onlyHeader(Context ctx, String name) throws GeneralException {
        List<String> values = Collections.list(ctx.req().getHeaders(name));
        if (values.size() > 1) {
            throw OAuthErrors.invalidRequest("duplicate " + name + " header");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    public static void send(Context ctx, HTTPResponse response) {
        response.getHeaderMap().forEach((name, values) -> values.forEach(value -> ctx.header(name, value)));
        ctx.status(response.getStatusCode()).result(response.getBody() == null ? "" : response.getBody());
    }

    /** Sends an error in the form of RFC 6749 section 5.2, which RFC 7009, 7591 and 8628 share. */
    public static void sendError(Context ctx, GeneralException e) {
        ErrorObject error = OAuthErrors.errorOf(e);
        if (error.getHTTPStatusCode() == 401) {
            ctx.header("WWW-Authenticate", "Basic realm=\"practice authorization server\"");
        }
        if (e instanceof UnavailableException unavailable) {
            ctx.header("Retry-After", unavailable.retryAfter());
        }
        send(ctx, new TokenErrorResponse(error).toHTTPResponse());
    }
}
