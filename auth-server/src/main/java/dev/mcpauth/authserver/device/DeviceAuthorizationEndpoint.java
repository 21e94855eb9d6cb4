package dev.mcpauth.authserver.device;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import com.nimbusds.oauth2.sdk.util.ResourceUtils;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.clients.Clients;
import dev.mcpauth.authserver.http.ClientAddress;
import dev.mcpauth.authserver.http.Messages;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.shared.PracticeSettings;
import dev.mcpauth.authserver.shared.Scopes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;

/** {@code POST /device_authorization}: a device gets a code to show to its user (RFC 8628 section 3.1). */
public final class DeviceAuthorizationEndpoint {

    private final PracticeSettings settings;
    private final Clients clients;
    private final DeviceCodes deviceCodes;

    public DeviceAuthorizationEndpoint(PracticeSettings settings, Clients clients, DeviceCodes deviceCodes) {
        this.settings = settings;
        this.clients = clients;
        this.deviceCodes = deviceCodes;
    }

    public void addTo(RoutesConfig routes) {
        routes.post(Paths.DEVICE_AUTHORIZATION, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        DeviceAuthorizationRequest request = Messages.read(ctx, DeviceAuthorizationRequest::parse);
        Client client = clients.authenticate(request);
        client.require(GrantType.DEVICE_CODE);
        settings.resource()
                .require(Messages.parse(
                        request.getCustomParameters().get("resource"),
                        ResourceUtils::parseResourceURIs,
                        OAuth2Error.INVALID_TARGET));
        DeviceCodes.Waiting device = deviceCodes.begin(
                client, Scopes.available(request.getScope(), client.defaultScope()), ClientAddress.of(ctx));
        URI page = Paths.url(settings, Paths.DEVICE);
        DeviceAuthorizationSuccessResponse response = new DeviceAuthorizationSuccessResponse(
                new DeviceCode(device.deviceCode()),
                new UserCode(device.userCode()),
                page,
                URI.create(page + "?user_code=" + device.userCode()),
                DeviceCodes.LIFETIME.toSeconds(),
                DeviceCodes.INTERVAL.toSeconds(),
                null);
        Messages.send(ctx, response.toHTTPResponse());
    }
}
