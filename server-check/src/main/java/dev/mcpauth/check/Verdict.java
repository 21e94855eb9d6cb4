package dev.mcpauth.check;

/** Ends a check that does not pass. */
final class Verdict extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Status status;
    private final transient Exchange exchange;

    private Verdict(Status status, String reason, Exchange exchange) {
        super(reason, null, false, false);
        this.status = status;
        this.exchange = exchange;
    }

    /** @param expected what the response had to be */
    static Verdict failed(String expected, Exchange exchange) {
        return new Verdict(Status.FAIL, expected, exchange);
    }

    static Verdict skipped(String reason) {
        return new Verdict(Status.SKIPPED, reason, null);
    }

    static Verdict notApplicable(String reason) {
        return new Verdict(Status.NOT_APPLICABLE, reason, null);
    }

    static void require(boolean met, String expected, Exchange exchange) {
        if (!met) {
            throw failed(expected, exchange);
        }
    }

    Status status() {
        return status;
    }

    Exchange exchange() {
        return exchange;
    }
}
