package dev.mcpauth.client.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mcpauth.client.mcp.Authorization.Attempt;
import dev.mcpauth.client.mcp.Authorization.Rejection;
import dev.mcpauth.client.shared.Addresses;
import dev.mcpauth.client.shared.ExitCode;
import dev.mcpauth.client.shared.Failure;
import dev.mcpauth.client.shared.Json;
import dev.mcpauth.client.shared.Limits;
import dev.mcpauth.client.shared.Trace;
import dev.mcpauth.client.shared.Web;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Streamable HTTP: one POST for each message; the answer is one JSON object, or a stream of events that ends with it (MCP
 * 2026-07-28 and 2025-11-25, "Streamable HTTP"). What differs between the revisions is in {@link ModernWire} and {@link
 * LegacyWire}.
 */
public final class Transport {

    private static final int MAX_REJECTION = 8 * 1024;
    private static final int MAX_RECONNECTIONS = 10;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");

    private final URI server;
    private final HttpClient client;
    private final Authorization authorization;
    private final Trace trace;
    private final Duration timeout;
    private final int longest;

    /**
     * @param server the URL of the MCP server
     * @param client one that follows no redirects: the token is for this server only
     * @param timeout how long to wait for an answer, or for more data on a stream
     */
    public Transport(URI server, HttpClient client, Authorization authorization, Trace trace, Duration timeout) {
        this(server, client, authorization, trace, timeout, Limits.DEFAULT.message());
    }

    /** @param longest the longest message of the server, in bytes */
    public Transport(
            URI server, HttpClient client, Authorization authorization, Trace trace, Duration timeout, int longest) {
        this.server = server;
        this.client = client;
        this.authorization = authorization;
        this.trace = trace;
        this.timeout = timeout;
        this.longest = longest;
    }

    /**
     * Sends a request and waits for the response with its ID.
     *
     * @param others gets the messages that come before it
     * @param resumes whether a stream that ends too early may be continued with {@code Last-Event-ID} (until 2025-11-25)
     */
    Reply request(ObjectNode request, Map<String, String> headers, Consumer<JsonNode> others, boolean resumes) {
        return request(request, headers, others, resumes, timeout);
    }

    /** The same for a request that is answered when the server or the user ends the stream. */
    Reply listen(ObjectNode request, Map<String, String> headers, Consumer<JsonNode> others) {
        return request(request, headers, others, false, Duration.ZERO);
    }

    private Reply request(
            ObjectNode request,
            Map<String, String> headers,
            Consumer<JsonNode> others,
            boolean resumes,
            Duration patience) {
        HttpResponse<InputStream> response = authorized(() -> post(request, headers));
        JsonNode id = request.path("id");
        boolean events = isEventStream(response.headers());
        try (InputStream body =
                events ? TimedInput.stream(response.body(), patience) : TimedInput.document(response.body(), timeout)) {
            if (events) {
                return fromStream(response, new EventStream(body, longest), id, headers, others, resumes);
            }
            byte[] bytes = body.readNBytes(longest + 1);
            if (bytes.length > longest) {
                throw new IOException("the response has more than " + Limits.words(longest));
            }
            return Json.parse(new String(bytes, StandardCharsets.UTF_8))
                    .filter(message -> isResponse(message, id))
                    .map(message -> new Reply(response.statusCode(), response.headers(), message))
                    .orElseGet(() -> Reply.without(response.statusCode(), response.headers()));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Reply fromStream(
            HttpResponse<InputStream> response,
            EventStream stream,
            JsonNode id,
            Map<String, String> headers,
            Consumer<JsonNode> others,
            boolean resumes)
            throws IOException {
        EventStream current = stream;
        for (int reconnections = 0; ; reconnections++) {
            for (Optional<String> data = current.next(); data.isPresent(); data = current.next()) {
                Optional<JsonNode> message = data.flatMap(Json::parse);
                if (message.isPresent() && isResponse(message.get(), id)) {
                    return new Reply(response.statusCode(), response.headers(), message.get());
                }
                message.ifPresent(others);
            }
            if (!resumes || current.lastId().isEmpty() || reconnections == MAX_RECONNECTIONS) {
                throw new IOException("the stream ended before the response");
            }
            pause(current.retry().orElse(RETRY));
            current = resumed(current, headers);
        }
    }

    /** 2025-11-25, Streamable HTTP, "Resumability and Redelivery". */
    private EventStream resumed(EventStream ended, Map<String, String> headers) throws IOException {
        HttpResponse<InputStream> response = authorized(() -> get(headers)
                .header("Last-Event-ID", ended.lastId().orElseThrow())
                .build());
        if (response.statusCode() != 200 || !isEventStream(response.headers())) {
            response.body().close();
            throw new IOException("the stream ended before the response and cannot be resumed");
        }
        return new EventStream(TimedInput.stream(response.body(), timeout), longest);
    }

    /**
     * Sends a notification, or a response to a request of the server.
     *
     * @return the HTTP status
     */
    int send(ObjectNode message, Map<String, String> headers) {
        HttpResponse<InputStream> response = authorized(() -> post(message, headers));
        close(response);
        return response.statusCode();
    }

    /** The stream for messages that belong to no request (until 2025-11-25); nothing if the server has none. */
    Optional<EventStream> stream(Map<String, String> headers) {
        HttpResponse<InputStream> response = authorized(() -> get(headers).build());
        if (response.statusCode() != 200 || !isEventStream(response.headers())) {
            close(response);
            return Optional.empty();
        }
        return Optional.of(new EventStream(response.body(), longest));
    }

    /** Ends a session (2025-11-25, Streamable HTTP, "Session Management"). A failure does no harm. */
    void delete(Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server).DELETE().timeout(timeout);
        headers.forEach(request::header);
        Attempt attempt = authorization.begin();
        try {
            close(once(request.build(), attempt));
        } catch (Failure unreachable) {
            // The server ends the session by itself.
        }
    }

    private HttpRequest post(ObjectNode message, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(Json.write(message)));
        headers.forEach(request::header);
        return request.build();
    }

    private HttpRequest.Builder get(Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server).timeout(timeout).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        return request;
    }

    /** Sends a request until the server accepts its token, or until nothing more can be done about that. */
    private HttpResponse<InputStream> authorized(Supplier<HttpRequest> request) {
        Attempt attempt = authorization.begin();
        while (true) {
            HttpResponse<InputStream> response = once(request.get(), attempt);
            int status = response.statusCode();
            if (status != 401 && status != 403) {
                if (status >= 300 && status < 400) {
                    close(response);
                    throw new Failure(
                            ExitCode.UNREACHABLE,
                            server + " redirects to another URL. The client does not follow, because its token is for"
                                    + " this server only. Use the other URL.");
                }
                return response;
            }
            String body = start(response);
            attempt.rejected(new Rejection(status, response.headers().allValues("WWW-Authenticate"), body));
        }
    }

    private HttpResponse<InputStream> once(HttpRequest request, Attempt attempt) {
        Optional<String> token = attempt.token();
        HttpRequest sent = request;
        if (token.isPresent()) {
            requireSafe(token.get());
            sent = HttpRequest.newBuilder(request, (name, value) -> true)
                    .header("Authorization", "Bearer " + token.get())
                    .build();
        }
        trace.request(sent);
        try {
            HttpResponse<InputStream> response = client.send(sent, BodyHandlers.ofInputStream());
            trace.response(response);
            return response;
        } catch (IOException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.UNREACHABLE, "Interrupted while waiting for " + server, e);
        }
    }

    /** A token must not cross a network in the clear (RFC 6750 section 5.3), nor add a header (RFC 6749 appendix A.12). */
    private void requireSafe(String token) {
        if (!TOKEN.matcher(token).matches()) {
            throw new Failure(
                    ExitCode.SIGN_IN,
                    "The access token for " + server + " has characters that must not be in a header, such as a line"
                            + " break. The client does not send it.");
        }
        if (!"https".equalsIgnoreCase(server.getScheme()) && !Addresses.isThisMachine(server)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "The client does not send a token to " + server + ", because others on the network could read it."
                            + " Use https, or --no-auth.");
        }
    }

    private Failure broken(IOException e) {
        return Web.isUnreachable(e)
                ? new Failure(
                        ExitCode.UNREACHABLE,
                        "Cannot reach " + server + ": " + Web.reason(e)
                                + ". Check the URL, and that the server is running.",
                        e)
                : new Failure(
                        ExitCode.UNREACHABLE,
                        "No complete response from " + server + ": " + Web.reason(e)
                                + ". The request may have been executed; it is not repeated.",
                        e);
    }

    private String start(HttpResponse<InputStream> response) {
        try (InputStream body = TimedInput.document(response.body(), timeout)) {
            return new String(body.readNBytes(MAX_REJECTION), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException ignored) {
            // Only the status counts.
        }
    }

    private static boolean isEventStream(HttpHeaders headers) {
        return headers.firstValue("Content-Type")
                .map(type -> type.split(";", 2)[0].strip())
                .filter("text/event-stream"::equalsIgnoreCase)
                .isPresent();
    }

    /** An error may have no ID, if the server could not read the request. */
    private static boolean isResponse(JsonNode message, JsonNode id) {
        if (!message.isObject() || message.has("method")) {
            return false;
        }
        return message.has("error") && !message.hasNonNull("id")
                || (message.has("result") || message.has("error"))
                        && message.path("id").equals(id);
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
