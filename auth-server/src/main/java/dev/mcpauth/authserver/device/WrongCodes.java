package dev.mcpauth.authserver.device;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Counts wrong user codes, so that user codes cannot be found by trying (RFC 8628 section 5.1). */
final class WrongCodes {

    private static final int MAX_OF_ADDRESS = 20;

    /** Also limits the number of addresses that it remembers. */
    private static final int MAX_OF_ALL = 500;

    private final Clock clock;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int all;
    private long minute;

    WrongCodes(Clock clock) {
        this.clock = clock;
    }

    /** Whether this address, or all addresses together, have tried too many codes in this minute. */
    synchronized boolean tooMany(String address) {
        long now = clock.instant().getEpochSecond() / 60;
        if (now != minute) {
            minute = now;
            all = 0;
            byAddress.clear();
        }
        return all >= MAX_OF_ALL || byAddress.getOrDefault(address, 0) >= MAX_OF_ADDRESS;
    }

    synchronized void count(String address) {
        all++;
        byAddress.merge(address, 1, Integer::sum);
    }
}
