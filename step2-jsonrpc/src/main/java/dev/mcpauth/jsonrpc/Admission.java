package dev.mcpauth.jsonrpc;

/** Which methods an HTTP request may call. The headers decide, before the body is parsed. */
public sealed interface Admission permits Admission.Granted, HttpRejection {

    /**
     * @param methods the methods that the request may call
     * @param conversation how the server communicates with this client
     * @param done what to do when the response has been written
     */
    record Granted(JsonRpcHandler methods, Conversation conversation, Runnable done) implements Admission {

        public Granted(JsonRpcHandler methods) {
            this(methods, Conversation.ONE_OBJECT);
        }

        public Granted(JsonRpcHandler methods, Conversation conversation) {
            this(methods, conversation, () -> {});
        }

        /** The same, with one more thing to do at the end. */
        public Granted finallyDo(Runnable last) {
            return new Granted(methods, conversation, () -> {
                done.run();
                last.run();
            });
        }
    }
}
