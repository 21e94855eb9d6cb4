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
        boolean benchmark = first == 198 && (second & 0xFE) == 18; // 198.18.0.0/15
        boolean special = isIn(address, 192, 0, 0) || isIn(address, 192, 88, 99);
        boolean example = isIn(address, 192, 0, 2) || isIn(address, 198, 51, 100) || isIn(address, 203, 0, 113);
        return first != 0 && first < 240 && !shared && !benchmark && !special && !example;
    }

    private static boolean isPublic6(byte[] address) {
        boolean global = (address[0] & 0xE0) == 0x20; // 2000::/3
        boolean example = isIn(address, 0x20, 0x01, 0x0D) && (address[3] & 0xFF) == 0xB8; // 2001:db8::/32
        boolean teredo = isIn(address, 0x20, 0x01, 0x00) && address[3] == 0; // 2001::/32 holds an IPv4 address,
        boolean sixToFour = isIn(address, 0x20, 0x02, address[2] & 0xFF); // and so does 2002::/16
        return global && !example && !teredo && !sixToFour;
    }

    /** Whether the address starts with these three bytes. */
    private static boolean isIn(byte[] address, int first, int second, int third) {
        return (address[0] & 0xFF) == first && (address[1] & 0xFF) == second && (address[2] & 0xFF) == third;
    }
}
