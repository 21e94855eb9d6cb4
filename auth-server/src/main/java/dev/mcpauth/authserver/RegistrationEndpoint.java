package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientInformationResponse;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code POST /register}: a client says what it is, and gets an id (RFC 7591 section 3). Anybody may. */
final class RegistrationEndpoint {

    private final Clients clients;

    RegistrationEndpoint(Clients clients) {
        this.clients = clients;
    }

    void addTo(RoutesConfig routes) {
        routes.post(Paths.REGISTER, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        ClientMetadata metadata = Messages.read(ctx, RegistrationEndpoint::parse);
        metadata.applyDefaults();
        ClientRules.check(metadata);
        ClientInformation client = clients.register(metadata);
        Messages.send(ctx, new ClientInformationResponse(client, true).toHTTPResponse());
    }

    private static ClientMetadata parse(HTTPRequest request) throws GeneralException {
        try {
            return ClientMetadata.parse(request.getBodyAsJSONObject());
        } catch (ParseException e) {
            if (e.getErrorObject() != null) {
                throw e;
            }
            throw Messages.refusal(RegistrationError.INVALID_CLIENT_METADATA, e.getMessage());
        } catch (IllegalArgumentException | NullPointerException notExpectedByTheSdk) {
            throw Messages.refusal(RegistrationError.INVALID_CLIENT_METADATA, "The metadata is malformed");
        }
    }
}
