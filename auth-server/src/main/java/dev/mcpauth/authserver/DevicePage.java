package dev.mcpauth.authserver;

import dev.mcpauth.authserver.DeviceCodes.Waiting;
import dev.mcpauth.authserver.Grants.Grant;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** {@code /device}: the user types the code that the device shows (RFC 8628 section 3.3). */
final class DevicePage {

    /** How many wrong codes all users together may try within a minute (RFC 8628 section 5.1). */
    private static final int MAX_MISTAKES = 20;

    private final Pages pages;
    private final Consent consent;
    private final DeviceCodes deviceCodes;
    private final Clock clock;
    private final AtomicInteger mistakes = new AtomicInteger();
    private final AtomicLong minute = new AtomicLong();

    DevicePage(Pages pages, Consent consent, DeviceCodes deviceCodes, Clock clock) {
        this.pages = pages;
        this.consent = consent;
        this.deviceCodes = deviceCodes;
        this.clock = clock;
    }

    void addTo(RoutesConfig routes) {
        routes.get(Paths.DEVICE, ctx -> {
            String userCode = Optional.ofNullable(ctx.queryParam("user_code")).orElse("");
            show(ctx, 200, userCode, "");
        });
        routes.post(Paths.DEVICE, this::handle);
    }

    private void handle(Context ctx) {
        String userCode = Optional.ofNullable(ctx.formParam("user_code")).orElse("");
        if (triedTooMany()) {
            ctx.header("Retry-After", "60");
            show(ctx, 429, userCode, "Too many wrong codes. Try again in a minute.");
            return;
        }
        Optional<Waiting> device = deviceCodes.find(userCode);
        if (device.isPresent()) {
            consent.ask(
                    ctx,
                    new Consent.Question(
                            device.get().client(),
                            device.get().scope(),
                            Optional.empty(),
                            device.get().userCode().getValue(),
                            outcome(device.get())));
        } else {
            mistakes.incrementAndGet();
            show(
                    ctx,
                    400,
                    userCode,
                    "No device waits with this code. It may have expired: ask the device for another.");
        }
    }

    private boolean triedTooMany() {
        long now = clock.instant().getEpochSecond() / 60;
        if (minute.getAndSet(now) != now) {
            mistakes.set(0);
        }
        return mistakes.get() >= MAX_MISTAKES;
    }

    private void show(Context ctx, int status, String userCode, String problem) {
        pages.show(ctx, status, "device", Map.of("userCode", userCode, "problem", problem));
    }

    private Consent.Outcome outcome(Waiting device) {
        return new Consent.Outcome() {
            @Override
            public void allowed(Context ctx, Grant grant) {
                finish(ctx, deviceCodes.decide(device, grant), "You are signed in on the device.");
            }

            @Override
            public void denied(Context ctx) {
                finish(ctx, deviceCodes.decide(device, null), "The device has not been let in.");
            }
        };
    }

    private void finish(Context ctx, boolean inTime, String result) {
        if (inTime) {
            pages.show(ctx, 200, "done", Map.of("result", result));
        } else {
            pages.showError(ctx, 400, "expired_token", "The device does not wait any more. Ask it for another code.");
        }
    }
}
