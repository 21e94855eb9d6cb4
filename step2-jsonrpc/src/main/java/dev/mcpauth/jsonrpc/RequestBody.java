package dev.mcpauth.jsonrpc;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Collections;
import java.util.List;

/** Reads the body of a request to the endpoint, if its headers show that the server can read it and may respond. */
final class RequestBody {

    /** The longest accepted body, in bytes. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String JSON = "application/json";

    private RequestBody() {}

    /** @throws JsonRpcException with HTTP status 415, 406, 413, or 400 if the Content-Type is ambiguous */
    static byte[] read(Context ctx) throws IOException {
        List<String> contentTypes = Collections.list(ctx.req().getHeaders("Content-Type"));
        if (contentTypes.size() > 1) {
            throw JsonRpcException.httpError(400, "duplicate Content-Type header");
        }
        if (contentTypes.isEmpty() || !Accept.mediaType(contentTypes.get(0)).equals(JSON)) {
            throw JsonRpcException.httpError(415, "Content-Type must be " + JSON);
        }
        if (ctx.header("Content-Encoding") != null) {
            throw JsonRpcException.httpError(415, "Content-Encoding is not supported");
        }
        if (!Accept.of(ctx).admits(JSON)) {
            throw JsonRpcException.httpError(406, "Accept must include " + JSON);
        }
        long length = ctx.req().getContentLengthLong();
        if (length > MAX_BYTES) {
            throw tooLong();
        }
        // With its exact length, a body is read into an array of its own. Otherwise, each request would take a larger
        // one.
        byte[] bytes = ctx.bodyInputStream().readNBytes(length < 0 ? MAX_BYTES + 1 : (int) length);
        if (bytes.length > MAX_BYTES) {
            throw tooLong();
        }
        return bytes;
    }

    private static JsonRpcException tooLong() {
        return JsonRpcException.httpError(413, "the body is longer than " + MAX_BYTES + " bytes");
    }
}
