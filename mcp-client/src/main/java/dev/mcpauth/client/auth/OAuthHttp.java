package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Optional;

/** Sends the OAuth messages that the Nimbus SDK writes, and reads what it can parse: through {@link Web}, with its limits. */
final class OAuthHttp {

    private final Web web;

    OAuthHttp(Web web) {
        this.web = web;
    }

    HTTPResponse send(HTTPRequest message) {
        URI endpoint = message.getURI();
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .method(
                        message.getMethod().name(),
                        message.getBody() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(message.getBody()));
        message.getHeaderMap().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        request.setHeader("Accept", "application/json"); // GitHub sends a form otherwise
        try {
            return read(web.send(request.build()));
        } catch (IOException e) {
            throw new Failure(ExitCode.UNREACHABLE, "No complete response from " + endpoint + ": " + Web.reason(e), e);
        } catch (ParseException e) {
            throw unreadable(endpoint, e);
        }
    }

    private static HTTPResponse read(HttpResponse<String> response) throws ParseException {
        HTTPResponse read = new HTTPResponse(response.statusCode());
        Optional<String> type = response.headers().firstValue("Content-Type");
        if (type.isPresent()) {
            read.setContentType(type.get());
        }
        response.headers().firstValue("WWW-Authenticate").ifPresent(read::setWWWAuthenticate);
        read.setBody(response.body());
        return read;
    }

    /** Without the body, which may hold a token. */
    static Failure unreadable(URI endpoint, ParseException e) {
        return new Failure(
                ExitCode.SIGN_IN,
                "The response of " + endpoint
                        + " is not a valid OAuth response. Tell the operator of the authorization server.",
                e);
    }
}
