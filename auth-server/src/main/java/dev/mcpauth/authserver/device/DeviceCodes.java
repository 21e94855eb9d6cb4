package dev.mcpauth.authserver.device;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import dev.mcpauth.authserver.clients.Client;
import dev.mcpauth.authserver.shared.BoundedStore;
import dev.mcpauth.authserver.shared.Grant;
import dev.mcpauth.authserver.shared.OAuthErrors;
import dev.mcpauth.authserver.shared.Secrets;
import dev.mcpauth.authserver.shared.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Devices without a browser; each waits for its user to decide in a browser elsewhere (RFC 8628). */
public final class DeviceCodes {

    static final Duration LIFETIME = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Longer than codes are valid, so that a late device gets {@code expired_token}. */
    private static final Duration KEPT = LIFETIME.multipliedBy(2);

    private static final BoundedStore.Limits LIMITS = new BoundedStore.Limits(5000, 16 << 20, 500);

    /** Turns the user's grant into the response for the device. */
    interface Redemption<T> {
        T redeem(Grant grant) throws GeneralException;
    }

    /** A device that waits. Only read and changed while holding the lock of {@link DeviceCodes}. */
    static final class Waiting {

        private final Client client;
        private final Scope scope;
        private final String userCode = new UserCode().getValue();
        private final String deviceCode = Secrets.next();
        private final Instant expiresAt;
        private Duration interval = INTERVAL;
        private Instant nextPoll = Instant.MIN;
        private Grant grant;
        private boolean denied;

        private Waiting(Client client, Scope scope, Instant expiresAt) {
            this.client = client;
            this.scope = scope;
            this.expiresAt = expiresAt;
        }

        Client client() {
            return client;
        }

        Scope scope() {
            return scope;
        }

        String userCode() {
            return userCode;
        }

        String deviceCode() {
            return deviceCode;
        }

        private boolean isDecided() {
            return denied || grant != null;
        }
    }

    private final Clock clock;
    private final BoundedStore<Waiting> byDeviceCode;
    private final BoundedStore<Waiting> byUserCode;

    public DeviceCodes(Clock clock) {
        this.clock = clock;
        this.byDeviceCode = new BoundedStore<>("waiting devices", clock, KEPT, LIMITS);
        this.byUserCode = new BoundedStore<>("waiting devices", clock, LIFETIME, LIMITS);
    }

    /**
     * @param address the address of the device, for the limit per address
     * @throws UnavailableException if too many devices wait
     */
    synchronized Waiting begin(Client client, Scope scope, String address) throws UnavailableException {
        Waiting device = new Waiting(client, scope, clock.instant().plus(LIFETIME));
        byDeviceCode.put(device.deviceCode, device, client.characters(), address);
        byUserCode.put(letters(device.userCode), device, 0, address); // has as many entries as the other, or fewer
        return device;
    }

    /** The waiting device with this user code; upper case or lower case, with or without the dash. */
    synchronized Optional<Waiting> find(String userCode) {
        return byUserCode.find(letters(userCode));
    }

    /**
     * Records the decision of the user.
     *
     * @param grant {@code null} if the user denies access
     * @return whether the device was still waiting
     */
    synchronized boolean decide(Waiting device, Grant grant) {
        boolean waiting = !device.isDecided() && clock.instant().isBefore(device.expiresAt);
        if (waiting) {
            device.grant = grant;
            device.denied = grant == null;
            byUserCode.remove(letters(device.userCode));
        }
        return waiting;
    }

    /**
     * Redeems a device code once. If the redemption fails, the code stays valid.
     *
     * @throws GeneralException an error of RFC 8628 section 3.5, or {@code invalid_grant}
     */
    synchronized <T> T redeem(Client client, DeviceCode code, Redemption<T> redemption) throws GeneralException {
        Waiting device = byDeviceCode.find(code.getValue()).orElse(null);
        if (device == null || !device.client.id().equals(client.id())) {
            throw OAuthErrors.refusal(OAuth2Error.INVALID_GRANT, "The device code is unknown or was used before");
        }
        if (!clock.instant().isBefore(device.expiresAt)) {
            throw new GeneralException(DeviceAuthorizationGrantError.EXPIRED_TOKEN);
        }
        if (device.grant != null) {
            T response = redemption.redeem(device.grant);
            byDeviceCode.remove(device.deviceCode);
            return response;
        }
        if (device.denied) {
            byDeviceCode.remove(device.deviceCode);
            throw new GeneralException(new ErrorObject(OAuth2Error.ACCESS_DENIED_CODE, "The user denied access", 400));
        }
        throw pending(device);
    }

    private GeneralException pending(Waiting device) {
        Instant now = clock.instant();
        boolean tooSoon = now.isBefore(device.nextPoll);
        if (tooSoon) {
            device.interval = device.interval.plus(INTERVAL);
        }
        device.nextPoll = now.plus(device.interval);
        return new GeneralException(
                tooSoon
                        ? DeviceAuthorizationGrantError.SLOW_DOWN
                        : DeviceAuthorizationGrantError.AUTHORIZATION_PENDING);
    }

    private static String letters(String userCode) {
        StringBuilder letters = new StringBuilder();
        userCode.chars()
                .map(c -> c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c)
                .filter(c -> c >= 'A' && c <= 'Z')
                .forEach(c -> letters.append((char) c));
        return letters.toString();
    }
}
