package dev.mcpauth.authserver.clients;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells public Internet addresses from private and special ones. */
final class Addresses {

    /**
     * All blocks of the IANA special-purpose address registries (RFC 6890), as of 2026-11, whether globally reachable or not,
     * and the multicast and site-local ones. IPv6 outside of 2000::/3 is not public anyway.
     */
    private static final List<Block> SPECIAL = List.of(
            Block.of("0.0.0.0/8"), // "this network"
            Block.of("10.0.0.0/8"), // private use
            Block.of("100.64.0.0/10"), // shared address space
            Block.of("127.0.0.0/8"), // loopback
            Block.of("169.254.0.0/16"), // link-local
            Block.of("172.16.0.0/12"), // private use
            Block.of("192.0.0.0/24"), // IETF protocol assignments
            Block.of("192.0.2.0/24"), // documentation
            Block.of("192.31.196.0/24"), // AS112
            Block.of("192.52.193.0/24"), // AMT
            Block.of("192.88.99.0/24"), // 6to4 relay anycast
            Block.of("192.168.0.0/16"), // private use
            Block.of("192.175.48.0/24"), // AS112
            Block.of("198.18.0.0/15"), // benchmarking
            Block.of("198.51.100.0/24"), // documentation
            Block.of("203.0.113.0/24"), // documentation
            Block.of("224.0.0.0/4"), // multicast
            Block.of("240.0.0.0/4"), // reserved, and broadcast
            Block.of("2001::/23"), // IETF protocol assignments: Teredo, benchmarking, ORCHID, …
            Block.of("2001:db8::/32"), // documentation
            Block.of("2002::/16"), // 6to4
            Block.of("2620:4f:8000::/48"), // AS112
            Block.of("3fff::/20")); // documentation

    private static final Block GLOBAL_UNICAST_IPV6 = Block.of("2000::/3");

    /** The addresses that start with the same bits. */
    private record Block(byte[] prefix, int bits) {

        static Block of(String cidr) {
            String[] parts = cidr.split("/");
            try {
                return new Block(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(cidr, impossible);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int wholeBytes = bits / 8;
            int mask = 0xFF00 >> bits % 8;
            return Arrays.equals(address, 0, wholeBytes, prefix, 0, wholeBytes)
                    && (bits % 8 == 0 || (address[wholeBytes] & mask & 0xFF) == (prefix[wholeBytes] & mask & 0xFF));
        }
    }

    private Addresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return (bytes.length == 4 || GLOBAL_UNICAST_IPV6.contains(bytes))
                && SPECIAL.stream().noneMatch(block -> block.contains(bytes));
    }
}
