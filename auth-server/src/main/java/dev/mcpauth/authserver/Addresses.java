package dev.mcpauth.authserver;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Which addresses lead to the Internet, and which to somewhere that only this machine can reach. */
final class Addresses {

    private Addresses() {}

    /** Whether the address is neither private nor special (the registries of RFC 6890). */
    static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && (address instanceof Inet4Address
                        ? isPublic4(address.getAddress())
                        : isPublic6(address.getAddress()));
    }

    private static boolean isPublic4(byte[] address) {
        int first = address[0] & 0xFF;
        int second = address[1] & 0xFF;
        boolean shared = first == 100 && (second & 0xC0) == 64; // 100.64.0.0/10
        boolean special =
                first == 192 && second == 0 && (address[2] == 0 || address[2] == 2); // 192.0.0.0/24, 192.0.2.0/24
        boolean benchmark = first == 198 && (second & 0xFE) == 18; // 198.18.0.0/15
        return first != 0 && first < 240 && !shared && !special && !benchmark;
    }

    private static boolean isPublic6(byte[] address) {
        int first = address[0] & 0xFF;
        int second = address[1] & 0xFF;
        boolean global = (first & 0xE0) == 0x20; // 2000::/3
        boolean tunnel = first == 0x20 && second == 0x02 // 2002::/16 and 2001::/32 hold an IPv4 address
                || first == 0x20 && second == 0x01 && address[2] == 0 && address[3] == 0;
        return global && !tunnel;
    }
}
