package dev.mcpauth.jsonrpc;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Where the response to one request goes. */
@FunctionalInterface
public interface Reply {

    /** Adds to the exchange what methods can use while they run, such as progress reports in step 10. */
    default Exchange addTo(Exchange exchange) {
        return exchange;
    }

    /**
     * Sends the response, after which nothing follows.
     *
     * @param status the HTTP status, if the response has not begun
     */
    void send(int status, ObjectNode response);
}
