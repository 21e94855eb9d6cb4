package dev.mcpauth.jsonrpc;

import dev.mcpauth.health.Part;
import io.javalin.config.JavalinConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Receives the body of a request before any handler runs. A client that sends its body slowly costs a connection, but no
 * thread: if handlers waited for bodies, slow clients could occupy all threads.
 */
public final class BodyBuffer implements Part {

    /** The part of a longer body that is kept, in bytes: enough for a handler to see that it is too long. */
    private static final int MAX_KEPT = RequestBody.MAX_BYTES + 1;

    /** The rest of a longer body is received and dropped, because a client that is still sending may miss the response. */
    private static final long MAX_RECEIVED = 32L * 1024 * 1024;

    /** All bodies together may take this much memory, in bytes, not counting the first 16 KiB of each. */
    private static final long MAX_MEMORY = 32L * 1024 * 1024;

    private static final int SHORT = 16 * 1024;
    private static final Duration MAX_TIME = Duration.ofSeconds(30);

    private final Duration maxTime;
    private final AtomicLong memory = new AtomicLong();

    public BodyBuffer() {
        this(MAX_TIME);
    }

    BodyBuffer(Duration maxTime) {
        this.maxTime = maxTime;
    }

    @Override
    public void addTo(JavalinConfig config) {
        config.jetty.modifyServer(server -> server.insertHandler(new Buffering()));
    }

    private final class Buffering extends Handler.Wrapper {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            boolean hasBody = request.getHeaders().contains(HttpHeader.CONTENT_LENGTH)
                    || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
            // If a client asks first (Expect), a body that is too long is refused before the client sends it.
            boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT) && request.getLength() >= MAX_KEPT;
            String coding = request.getHeaders().get(HttpHeader.TRANSFER_ENCODING);
            if (coding != null && !coding.equalsIgnoreCase("chunked")) { // RFC 9112 section 6.1
                BodyBuffer.reject(request, response, callback, 501);
                return true;
            }
            // A body has no meaning here, but it could hide another request (RFC 9110 section 9.3.1).
            boolean isGet = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
            if (isGet && hasBody && request.getLength() != 0) {
                BodyBuffer.reject(request, response, callback, 400);
                return true;
            }
            if (!hasBody || asksFirst) {
                return super.handle(request, response, callback);
            }
            new Reception(request, response, callback).run();
            return true;
        }

        private boolean goOn(Request request, Response response, Callback callback) throws Exception {
            return super.handle(request, response, callback);
        }

        /** Receives one body. Jetty runs it each time more of the body has arrived. */
        private final class Reception implements Runnable {

            private final Request request;
            private final Response response;
            private final Callback callback;
            private final long start = System.nanoTime();
            private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
            private long received;
            private long reserved;

            Reception(Request request, Response response, Callback callback) {
                this.request = request;
                this.response = response;
                this.callback = Callback.from(callback, () -> memory.addAndGet(-reserved));
            }

            @Override
            public void run() {
                try {
                    receive();
                } catch (Throwable e) {
                    callback.failed(e);
                }
            }

            private void receive() throws Exception {
                while (true) {
                    Content.Chunk chunk = request.read();
                    if (chunk == null) {
                        request.demand(this);
                        return;
                    }
                    if (Content.Chunk.isFailure(chunk, false) && getServer().isStopping()) {
                        // During the shutdown, the idle timeout is short, because open connections delay it. A body may
                        // pause for longer, because the time for the shutdown is limited anyway.
                        continue;
                    }
                    if (Content.Chunk.isFailure(chunk)) {
                        reject(statusOf(chunk.getFailure()));
                        return;
                    }
                    boolean fits = keep(chunk.getByteBuffer());
                    chunk.release();
                    if (!fits) {
                        response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
                        reject(503);
                        return;
                    }
                    if (chunk.isLast() || received > MAX_RECEIVED) {
                        passOn();
                        return;
                    }
                    if (System.nanoTime() - start > maxTime.toNanos()) {
                        reject(408);
                        return;
                    }
                }
            }

            /** Returns false if all bodies together exceed the limit. */
            private boolean keep(ByteBuffer bytes) {
                received += bytes.remaining();
                byte[] part = new byte[Math.min(bytes.remaining(), MAX_KEPT - kept.size())];
                bytes.get(part);
                kept.writeBytes(part);
                if (kept.size() > SHORT) {
                    reserved += part.length;
                    return memory.addAndGet(part.length) <= MAX_MEMORY;
                }
                return true;
            }

            private void passOn() throws Exception {
                Content.Source body = Content.Source.from(ByteBuffer.wrap(kept.toByteArray()));
                Request buffered = new Request.Wrapper(request) {
                    @Override
                    public Content.Chunk read() {
                        return body.read();
                    }

                    @Override
                    public void demand(Runnable demandCallback) {
                        body.demand(demandCallback);
                    }
                };
                if (!goOn(buffered, response, callback)) {
                    reject(404);
                }
            }

            private void reject(int status) {
                BodyBuffer.reject(request, response, callback, status);
            }
        }
    }

    private static void reject(Request request, Response response, Callback callback, int status) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Response.writeError(request, response, callback, status);
    }

    private static int statusOf(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return 408;
        }
        return failure instanceof HttpException malformed ? malformed.getCode() : 400;
    }
}
