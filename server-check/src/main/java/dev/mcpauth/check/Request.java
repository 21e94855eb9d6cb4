package dev.mcpauth.check;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP request. It is sent unchanged: headers may repeat, and the target need not be normalized. Immutable; each method returns
 * a copy with one change.
 *
 * @param url where to connect to
 * @param target the path and the query, as they are sent
 */
record Request(String method, URI url, String target, List<Header> headers, String body) {

    record Header(String name, String value) {}

    static Request of(String method, URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return new Request(method, url, path + query, List.of(), "");
    }

    /** Adds a header. A header of this name that is already there remains. */
    Request and(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Request(method, url, target, List.copyOf(more), body);
    }

    /** Sets a header. */
    Request with(String name, String value) {
        return without(name).and(name, value);
    }

    Request without(String name) {
        List<Header> fewer = headers.stream()
                .filter(header -> !header.name().equalsIgnoreCase(name))
                .toList();
        return new Request(method, url, target, fewer, body);
    }

    Request withBody(String other) {
        return new Request(method, url, target, headers, other);
    }

    Request withTarget(String other) {
        return new Request(method, url, other, headers, body);
    }

    Request withMethod(String other) {
        return new Request(other, url, target, headers, body);
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }
}
