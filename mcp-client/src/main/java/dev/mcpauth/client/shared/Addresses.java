package dev.mcpauth.client.shared;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Which URLs a server may make its client call (MCP 2026-07-28, Security Best Practices, "Server-Side Request Forgery").
 * Metadata comes from servers that the client does not trust yet: {@code http://169.254.169.254/} or {@code
 * http://localhost:6379/} must not work for a server on the internet.
 */
public final class Addresses {

    /** From the internet to this machine. A server may name URLs that are as local as its own, or less local. */
    private enum Reach {
        INTERNET,
        PRIVATE_NETWORK,
        THIS_MACHINE
    }

    private final URI server;
    private final Reach reach;

    /** @param server the URL of the MCP server, which the user has chosen */
    public Addresses(URI server) {
        this.server = server;
        this.reach = reachOf(server.getHost());
    }

    /**
     * @param name what the URL is, for the message
     * @throws Failure if the client must not call this URL
     */
    public URI require(URI url, String name) {
        String host = url.getHost();
        if (!url.isAbsolute() || host == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw refused(url, name, "it must be an absolute URL without user and fragment");
        }
        Reach target = reachOf(host);
        boolean bothLocal = target == Reach.THIS_MACHINE && reach == Reach.THIS_MACHINE;
        if (!"https".equalsIgnoreCase(url.getScheme()) && !("http".equalsIgnoreCase(url.getScheme()) && bothLocal)) {
            throw refused(url, name, "it must start with https://");
        }
        if (target.compareTo(reach) > 0 || isLinkLocal(host) && !host.equals(server.getHost())) {
            throw refused(url, name, "it leads into a private network, to which this server must not send clients");
        }
        return url;
    }

    /** Like the method above, for text that should be a URL. */
    public URI require(String url, String name) {
        return require(parse(url, name), name);
    }

    private static URI parse(String url, String name) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.SIGN_IN, "The " + name + " \"" + Text.brief(url) + "\" is not a URL");
        }
    }

    private Failure refused(URI url, String name, String why) {
        return new Failure(
                ExitCode.SIGN_IN,
                "The " + name + " of " + server + " is " + Text.brief(url.toString()) + ", but " + why
                        + ". The client does not call it.");
    }

    /** Whether a URL leads to this machine, so that nobody on the network can read the traffic. */
    public static boolean isThisMachine(URI url) {
        return reachOf(url.getHost()) == Reach.THIS_MACHINE;
    }

    private static boolean isLinkLocal(String host) {
        try {
            return InetAddress.getByName(host).isLinkLocalAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static Reach reachOf(String host) {
        String name = String.valueOf(host).toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return Reach.THIS_MACHINE;
        }
        try {
            Reach reach = Reach.INTERNET;
            for (InetAddress address : InetAddress.getAllByName(name)) {
                Reach one = reachOf(address);
                reach = one.compareTo(reach) > 0 ? one : reach;
            }
            return reach;
        } catch (UnknownHostException unknown) {
            return Reach.INTERNET; // the request will fail
        }
    }

    private static Reach reachOf(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return Reach.THIS_MACHINE;
        }
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc; // RFC 4193
        boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64; // RFC 6598
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal || carrier
                ? Reach.PRIVATE_NETWORK
                : Reach.INTERNET;
    }
}
