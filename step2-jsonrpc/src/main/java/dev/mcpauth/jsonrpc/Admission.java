package dev.mcpauth.jsonrpc;

/** Which methods an HTTP request may call. The headers decide, before the body is parsed. */
public sealed interface Admission permits Admission.Granted, HttpRejection {

    /**
     * @param methods the methods that the request may call
     * @param done what to do when the response has been written
     */
    record Granted(JsonRpcHandler methods, Runnable done) implements Admission {

        public Granted(JsonRpcHandler methods) {
            this(methods, () -> {});
        }
    }
}
