package dev.mcpauth.authserver.device;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import dev.mcpauth.authserver.device.DeviceCodes.Waiting;
import dev.mcpauth.authserver.http.ClientAddress;
import dev.mcpauth.authserver.http.Parameters;
import dev.mcpauth.authserver.http.Paths;
import dev.mcpauth.authserver.pages.Consent;
import dev.mcpauth.authserver.pages.Pages;
import dev.mcpauth.authserver.pages.Question;
import dev.mcpauth.authserver.shared.Grant;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** {@code /device}: the user types the code that the device shows (RFC 8628 section 3.3). */
public final class DevicePage {

    private final Pages pages;
    private final Consent consent;
    private final DeviceCodes deviceCodes;
    private final WrongCodes wrongCodes;

    public DevicePage(Pages pages, Consent consent, DeviceCodes deviceCodes, Clock clock) {
        this.pages = pages;
        this.consent = consent;
        this.deviceCodes = deviceCodes;
        this.wrongCodes = new WrongCodes(clock);
    }

    public void addTo(RoutesConfig routes) {
        routes.get(Paths.DEVICE, this::showForm);
        routes.post(Paths.DEVICE, this::handle);
    }

    private void showForm(Context ctx) {
        try {
            show(ctx, 200, Parameters.ofQuery(ctx).first("user_code").orElse(""), "");
        } catch (GeneralException malformed) {
            pages.showError(ctx, malformed);
        }
    }

    private void handle(Context ctx) throws IOException {
        try {
            handle(ctx, Parameters.ofForm(ctx).first("user_code").orElse(""));
        } catch (GeneralException malformed) {
            pages.showError(ctx, malformed);
        }
    }

    private void handle(Context ctx, String userCode) {
        String address = ClientAddress.of(ctx);
        if (wrongCodes.tooMany(address)) {
            ctx.header("Retry-After", "60");
            show(ctx, 429, userCode, "Too many wrong codes. Try again in a minute.");
            return;
        }
        Optional<Waiting> device = deviceCodes.find(userCode);
        if (device.isEmpty()) {
            wrongCodes.count(address);
            show(
                    ctx,
                    400,
                    userCode,
                    "No device is waiting with this code. It may have expired: get a new code on the device.");
            return;
        }
        Waiting waiting = device.get();
        consent.ask(ctx, new Question(waiting.client(), waiting.scope(), "", waiting.userCode(), 0, outcome(waiting)));
    }

    private void show(Context ctx, int status, String userCode, String problem) {
        pages.show(ctx, status, "device", Map.of("userCode", userCode, "problem", problem));
    }

    private Question.Outcome outcome(Waiting device) {
        return new Question.Outcome() {
            @Override
            public void allowed(Context ctx, Grant grant) {
                finish(ctx, deviceCodes.decide(device, grant), "You are signed in on the device.");
            }

            @Override
            public void denied(Context ctx) {
                finish(ctx, deviceCodes.decide(device, null), "The device did not get access.");
            }

            /** The device goes on waiting, so the user can type the code again. */
            @Override
            public void failed(Context ctx, ErrorObject error) {
                pages.showError(ctx, new GeneralException(error));
            }
        };
    }

    private void finish(Context ctx, boolean inTime, String result) {
        if (inTime) {
            pages.show(ctx, 200, "done", Map.of("result", result));
        } else {
            pages.showError(
                    ctx, 400, "expired_token", "The device is no longer waiting. Get a new code on the device.");
        }
    }
}
