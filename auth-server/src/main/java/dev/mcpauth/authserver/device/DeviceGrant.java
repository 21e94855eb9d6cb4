package dev.mcpauth.authserver.device;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.device.DeviceCodeGrant;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.code.Grants;
import dev.mcpauth.authserver.tokens.GrantHandler;

/** A device asks whether its user has decided, and gets tokens if so (RFC 8628 section 3.4). */
public final class DeviceGrant implements GrantHandler {

    private final DeviceCodes deviceCodes;
    private final Grants grants;

    public DeviceGrant(DeviceCodes deviceCodes, Grants grants) {
        this.deviceCodes = deviceCodes;
        this.grants = grants;
    }

    @Override
    public AccessTokenResponse redeem(Client client, TokenRequest request) throws GeneralException {
        DeviceCodeGrant presented = (DeviceCodeGrant) request.getAuthorizationGrant();
        return deviceCodes.redeem(client, presented.getDeviceCode(), grant -> grants.begin(client, grant));
    }
}
