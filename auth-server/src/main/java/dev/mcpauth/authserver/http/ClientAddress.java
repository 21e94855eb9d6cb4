package dev.mcpauth.authserver.http;

import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** The address that a request comes from, for limits per client. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The remote IPv4 address, or the first 64 bits of the IPv6 address, which one network has to itself (RFC 4291 section 2.5.1). */
    public static String of(Context ctx) {
        String ip = ctx.ip();
        try {
            InetAddress address = InetAddress.getByName(ip); // a literal, so no look-up
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), 8))
                    : address.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return ip;
        }
    }
}
