package dev.mcpauth.client.mcp;

import java.util.List;
import java.util.Optional;

/** How the transport gets access tokens and reports rejections. The transport knows nothing else about OAuth. */
public interface Authorization {

    /** Starts a request, which may be sent several times. */
    Attempt begin();

    /** One request, from its first attempt to its last. */
    interface Attempt {

        /** The access token to send, if there is one. */
        Optional<String> token();

        /**
         * The server has rejected the request. If this returns, the request can be sent again, with a new {@link #token}.
         *
         * @throws dev.mcpauth.client.shared.Failure if sending it again would not help
         */
        void rejected(Rejection rejection);
    }

    /**
     * A response with status 401 or 403.
     *
     * @param challenges the values of its {@code WWW-Authenticate} headers
     * @param body the start of its body
     */
    record Rejection(int status, List<String> challenges, String body) {}
}
