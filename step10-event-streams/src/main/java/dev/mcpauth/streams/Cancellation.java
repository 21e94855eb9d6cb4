package dev.mcpauth.streams;

import dev.mcpauth.jsonrpc.Exchange;
import java.util.function.BooleanSupplier;

/** Whether a call should end early. A tool that takes long asks from time to time. */
public final class Cancellation {

    private final BooleanSupplier serverStops;
    private volatile boolean byClient;

    Cancellation(BooleanSupplier serverStops) {
        this.serverStops = serverStops;
    }

    /** That of this call; a call without one is never cancelled. */
    public static Cancellation of(Exchange exchange) {
        return exchange.find(Cancellation.class).orElseGet(() -> new Cancellation(() -> false));
    }

    /** The client has cancelled the call, or its stream is broken: the response will not be sent. */
    public boolean isByClient() {
        return byClient;
    }

    public boolean isServerStopping() {
        return serverStops.getAsBoolean();
    }

    void cancel() {
        byClient = true;
    }
}
