package dev.mcpauth.authserver;

import com.github.benmanes.caffeine.cache.Cache;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.client.ClientInformation;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import com.nimbusds.oauth2.sdk.device.DeviceCode;
import com.nimbusds.oauth2.sdk.device.UserCode;
import com.nimbusds.oauth2.sdk.id.ClientID;
import dev.mcpauth.authserver.Grants.Grant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Devices without a browser that wait for their user to decide in a browser elsewhere (RFC 8628). */
final class DeviceCodes {

    static final Duration LIFETIME = Duration.ofMinutes(10);
    static final Duration INTERVAL = Duration.ofSeconds(5);

    /** Longer than they are valid, so that a device that asks late is told that it is late. */
    private static final Duration KEPT = LIFETIME.multipliedBy(2);

    /** A device that waits. Only read and changed while holding the lock of {@link DeviceCodes}. */
    static final class Waiting {

        private final ClientInformation client;
        private final Scope scope;
        private final UserCode userCode = new UserCode();
        private final DeviceCode deviceCode = new DeviceCode(Secrets.next());
        private final Instant expiresAt;
        private Duration interval = INTERVAL;
        private Instant nextPoll = Instant.MIN;
        private Grant grant;
        private boolean denied;

        private Waiting(ClientInformation client, Scope scope, Instant expiresAt) {
            this.client = client;
            this.scope = scope;
            this.expiresAt = expiresAt;
        }

        ClientInformation client() {
            return client;
        }

        Scope scope() {
            return scope;
        }

        UserCode userCode() {
            return userCode;
        }

        DeviceCode deviceCode() {
            return deviceCode;
        }

        private boolean isDecided() {
            return denied || grant != null;
        }
    }

    private final Clock clock;
    private final Cache<DeviceCode, Waiting> byDeviceCode;
    private final Cache<String, Waiting> byUserCode;

    DeviceCodes(Clock clock) {
        this.clock = clock;
        this.byDeviceCode = Store.of(clock, KEPT);
        this.byUserCode = Store.of(clock, LIFETIME);
    }

    synchronized Waiting begin(ClientInformation client, Scope scope) {
        Waiting device = new Waiting(client, scope, clock.instant().plus(LIFETIME));
        byDeviceCode.put(device.deviceCode, device);
        byUserCode.put(letters(device.userCode.getValue()), device);
        return device;
    }

    /** The device that shows this code, if it waits still; small letters and a missing dash don't matter. */
    synchronized Optional<Waiting> find(String userCode) {
        return Optional.ofNullable(byUserCode.getIfPresent(letters(userCode)));
    }

    /**
     * The user has decided.
     *
     * @param grant {@code null} if the answer is no
     * @return whether the device was still waiting for that
     */
    synchronized boolean decide(Waiting device, Grant grant) {
        boolean waiting = !device.isDecided() && clock.instant().isBefore(device.expiresAt);
        if (waiting) {
            device.grant = grant;
            device.denied = grant == null;
            byUserCode.invalidate(letters(device.userCode.getValue()));
        }
        return waiting;
    }

    /** @throws GeneralException an error of RFC 8628 section 3.5, or {@code invalid_grant} */
    synchronized Grant redeem(ClientID client, DeviceCode code) throws GeneralException {
        Waiting device = byDeviceCode.getIfPresent(code);
        if (device == null || !device.client.getID().equals(client)) {
            throw Messages.refusal(OAuth2Error.INVALID_GRANT, "The device code is unknown, or was used before");
        }
        Instant now = clock.instant();
        if (!now.isBefore(device.expiresAt)) {
            throw new GeneralException(DeviceAuthorizationGrantError.EXPIRED_TOKEN);
        }
        if (device.isDecided()) {
            byDeviceCode.invalidate(code);
            if (device.denied) {
                throw new GeneralException(
                        new ErrorObject(OAuth2Error.ACCESS_DENIED_CODE, "The user has said no", 400));
            }
            return device.grant;
        }
        boolean tooSoon = now.isBefore(device.nextPoll);
        if (tooSoon) {
            device.interval = device.interval.plus(INTERVAL);
        }
        device.nextPoll = now.plus(device.interval);
        throw new GeneralException(
                tooSoon
                        ? DeviceAuthorizationGrantError.SLOW_DOWN
                        : DeviceAuthorizationGrantError.AUTHORIZATION_PENDING);
    }

    private static String letters(String userCode) {
        return userCode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
    }
}
