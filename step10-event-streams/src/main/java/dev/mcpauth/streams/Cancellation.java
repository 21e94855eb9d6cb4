package dev.mcpauth.streams;

import dev.mcpauth.jsonrpc.Exchange;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Says whether a call should end early. A slow tool checks it from time to time. */
public final class Cancellation {

    public static final String STOPPING = "The server is stopping";

    private final BooleanSupplier serverStops;
    private volatile boolean byClient;

    Cancellation(BooleanSupplier serverStops) {
        this.serverStops = serverStops;
    }

    /** The cancellation of this call. A call that has none is never cancelled. */
    public static Cancellation of(Exchange exchange) {
        return exchange.find(Cancellation.class).orElseGet(() -> new Cancellation(() -> false));
    }

    /** Why the call should end now, for the error that ends it. */
    public Optional<String> reason() {
        if (byClient) {
            return Optional.of("The call was cancelled");
        }
        return serverStops.getAsBoolean() ? Optional.of(STOPPING) : Optional.empty();
    }

    /** The client has cancelled the call, or its stream is broken: the response will not be sent. */
    boolean isByClient() {
        return byClient;
    }

    void cancel() {
        byClient = true;
    }
}
