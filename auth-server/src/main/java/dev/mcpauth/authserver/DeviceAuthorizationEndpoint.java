package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationRequest;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.util.ResourceUtils;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;

/** {@code POST /device_authorization}: a device gets a code to show to its user (RFC 8628 section 3.1). */
final class DeviceAuthorizationEndpoint {

    private final PracticeSettings settings;
    private final Clients clients;
    private final DeviceCodes deviceCodes;

    DeviceAuthorizationEndpoint(PracticeSettings settings, Clients clients, DeviceCodes deviceCodes) {
        this.settings = settings;
        this.clients = clients;
        this.deviceCodes = deviceCodes;
    }

    void addTo(RoutesConfig routes) {
        routes.post(Paths.DEVICE_AUTHORIZATION, this::handle);
    }

    private void handle(Context ctx) throws GeneralException, IOException {
        DeviceAuthorizationRequest request = Messages.read(ctx, DeviceAuthorizationRequest::parse);
        ClientInformation client = clients.authenticate(request);
        Clients.requireGrantType(client, GrantType.DEVICE_CODE);
        settings.resource()
                .require(ResourceUtils.parseResourceURIs(
                        request.getCustomParameters().get("resource")));
        DeviceCodes.Waiting device = deviceCodes.begin(client, Scopes.available(request.getScope()));
        URI page = Paths.url(settings, Paths.DEVICE);
        DeviceAuthorizationSuccessResponse response = new DeviceAuthorizationSuccessResponse(
                device.deviceCode(),
                device.userCode(),
                page,
                URI.create(page + "?user_code=" + device.userCode()),
                DeviceCodes.LIFETIME.toSeconds(),
                DeviceCodes.INTERVAL.toSeconds(),
                null);
        Messages.send(ctx, response.toHTTPResponse());
    }
}
