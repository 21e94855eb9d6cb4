package dev.mcpauth.client.auth;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Text;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The user signs in with a browser on another device, and this client polls until then (RFC 8628). The flow needs no redirect,
 * so it needs no PKCE either. But an attacker who talks a user into typing a code gets the token.
 */
final class DeviceFlow {

    private static final Duration SLOWER = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** Short and without spaces, so that no sentence fits into it. */
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{1,20}");

    private final OAuthHttp http;
    private final TokenEndpoint tokenEndpoint;
    private final UserDialog user;
    private final Clock clock;
    private final Consumer<Duration> sleep;
    private final Optional<URI> endpoint;

    /** @param endpoint where the flow starts, if the user knows that */
    DeviceFlow(
            OAuthHttp http,
            TokenEndpoint tokenEndpoint,
            UserDialog user,
            Clock clock,
            Consumer<Duration> sleep,
            Optional<URI> endpoint) {
        this.http = http;
        this.tokenEndpoint = tokenEndpoint;
        this.user = user;
        this.clock = clock;
        this.sleep = sleep;
        this.endpoint = endpoint;
    }

    /** @throws OAuthError if the authorization server does not start the flow */
    Tokens run(AuthorizationServer server, ClientIdentity client, URI resource, Set<String> scopes) throws OAuthError {
        DeviceAuthorizationSuccessResponse device = begin(server, client, resource, scopes);
        show(device, server);
        Duration lifetime = Duration.ofSeconds(device.getLifetime());
        Instant end = clock.instant().plus(lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime);
        Duration interval = Duration.ofSeconds(Math.max(1, device.getInterval()));
        DeviceCodeGrant grant = new DeviceCodeGrant(device.getDeviceCode());
        while (clock.instant().plus(interval).isBefore(end)) {
            sleep.accept(interval);
            try {
                return tokenEndpoint.exchange(server, client, grant, resource);
            } catch (OAuthError e) {
                switch (e.code()) {
                    case "authorization_pending" -> {
                        // The user has not decided yet.
                    }
                    case "slow_down" -> interval = interval.plus(SLOWER);
                    case "access_denied", "authorization_declined" ->
                        throw new Failure(ExitCode.SIGN_IN, "The sign-in was denied in the browser.", e);
                    case "expired_token" -> throw expired();
                    default ->
                        throw new Failure(
                                ExitCode.SIGN_IN, server.issuer() + " ended the sign-in: " + e.getMessage(), e);
                }
            }
        }
        throw expired();
    }

    /** RFC 8628 section 3.1. */
    private DeviceAuthorizationSuccessResponse begin(
            AuthorizationServer server, ClientIdentity client, URI resource, Set<String> scopes) throws OAuthError {
        URI start = endpoint.map(url -> server.require(url, "device_authorization_endpoint"))
                .or(server::deviceAuthorizationEndpoint)
                .orElseThrow(() -> new Failure(
                        ExitCode.SIGN_IN,
                        server.issuer() + " does not support the device flow: its metadata lack"
                                + " device_authorization_endpoint. Run login without --device; or pass the URL with"
                                + " --device-endpoint, if you know it."));
        DeviceAuthorizationRequest.Builder request = client.authentication()
                .map(DeviceAuthorizationRequest.Builder::new)
                .orElseGet(() -> new DeviceAuthorizationRequest.Builder(client.clientId()))
                .endpointURI(start)
                .customParameter("resource", resource.toString());
        if (!scopes.isEmpty()) {
            request.scope(new Scope(scopes.toArray(String[]::new)));
        }
        HTTPResponse response = http.send(request.build().toHTTPRequest());
        TokenEndpoint.refuseError(response);
        try {
            return DeviceAuthorizationSuccessResponse.parse(response);
        } catch (ParseException e) {
            throw OAuthHttp.unreadable(start, e);
        }
    }

    /** Shows the code and the page, and no other text from the server, which could deceive the user. */
    private void show(DeviceAuthorizationSuccessResponse device, AuthorizationServer server) {
        String code = device.getUserCode().getValue();
        if (!CODE.matcher(code).matches()) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    "The user code of " + server.issuer() + " is not a code but text: \"" + Text.brief(code) + "\"");
        }
        URI page = server.require(device.getVerificationURI(), "verification_uri");
        user.say("To sign in, open this page in any browser:\n\n  " + page + "\n\nand enter the code:\n\n  " + code
                + "\n\nDo this only if you started this sign-in yourself: the person who started it can act as you.");
    }

    private static Failure expired() {
        return new Failure(ExitCode.SIGN_IN, "The code has expired. Run login --device again.");
    }
}
