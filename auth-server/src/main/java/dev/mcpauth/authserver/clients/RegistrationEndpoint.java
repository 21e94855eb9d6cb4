package dev.mcpauth.authserver.clients;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.client.ClientInformationResponse;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import dev.mcpauth.authserver.http.ClientAddress;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.Paths;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;

/** {@code POST /register}: a client sends its metadata and gets an ID (RFC 7591 section 3). Any client may register. */
public final class RegistrationEndpoint {

    private final Clients clients;

    public RegistrationEndpoint(Clients clients) {
        this.clients = clients;
    }

    public void addTo(RoutesConfig routes) {
        routes.post(Paths.REGISTER, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        ClientMetadata metadata = Messages.parse(
                Messages.readJson(ctx),
                request -> ClientMetadata.parse(request.getBodyAsJSONObject()),
                RegistrationError.INVALID_CLIENT_METADATA);
        Scope defaultScope = ClientRules.check(metadata);
        ClientInformation client = clients.register(metadata, defaultScope, ClientAddress.of(ctx));
        Messages.send(ctx, new ClientInformationResponse(client, true).toHTTPResponse());
    }
}
