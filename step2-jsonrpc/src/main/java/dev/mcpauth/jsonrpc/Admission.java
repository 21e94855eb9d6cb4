package dev.mcpauth.jsonrpc;

/** Which methods an HTTP request may call. It is decided from the head of the request, before the body is parsed. */
public sealed interface Admission permits Admission.Granted, HttpRejection {

    /**
     * @param methods those that the request may call
     * @param done what to do when the response has been written
     */
    record Granted(JsonRpcHandler methods, Runnable done) implements Admission {

        public Granted(JsonRpcHandler methods) {
            this(methods, () -> {});
        }
    }
}
