package dev.mcpauth.health;

import io.javalin.Javalin;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a server on a free port during the tests of a class. Register it in a static field. */
public final class RunningServer implements BeforeAllCallback, AfterAllCallback {

    private final Function<Environment, Javalin> create;
    private final Supplier<Map<String, String>> settings;
    private String headers = "";
    private Javalin app;

    private RunningServer(Function<Environment, Javalin> create, Supplier<Map<String, String>> settings) {
        this.create = create;
        this.settings = settings;
    }

    public static RunningServer of(Function<Environment, Javalin> create) {
        return new RunningServer(create, Map::of);
    }

    public static RunningServer of(Function<Environment, Javalin> create, Map<String, String> settings) {
        return new RunningServer(create, () -> settings);
    }

    /** The same, but the settings are supplied only when the server starts, such as the port of another server. */
    public static RunningServer of(Function<Environment, Javalin> create, Supplier<Map<String, String>> settings) {
        return new RunningServer(create, settings);
    }

    /** Puts a server together in which the head of a request may take this long, instead of fifteen seconds. */
    public static Javalin withHeadTimeout(WebServer server, Duration head) {
        Connections.Limits limits = Connections.Limits.DEFAULT;
        return server.create(new Connections.Limits(limits.idle(), head, limits.connections()));
    }

    /** Adds a header to every request, except to those of {@link #anonymous}. */
    public RunningServer sending(String header) {
        headers += header + "\n";
        return this;
    }

    /** The same server; its requests do not have the added headers. */
    public RunningServer anonymous() {
        RunningServer same = new RunningServer(create, Map::of);
        same.app = app;
        return same;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Map<String, String> variables = new HashMap<>(Map.of("MCP_PORT", "0"));
        variables.putAll(settings.get());
        app = create.apply(new Environment(variables)).start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        app.stop();
    }

    public int port() {
        return app.port();
    }

    public Javalin app() {
        return app;
    }

    /** A REST-assured request that sends the headers, the path and the bytes unchanged. */
    public RequestSpecification request() {
        RequestSpecification request = RestAssured.given()
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .defaultContentCharset("UTF-8")
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .urlEncodingEnabled(false)
                .baseUri("http://localhost")
                .port(port());
        headers.lines().map(header -> header.split(": ", 2)).forEach(header -> request.header(header[0], header[1]));
        return request;
    }

    /** Sends a request as plain text over a socket; see {@link Wire}. */
    public Wire.Answer send(String request) {
        return Wire.send(port(), withHeaders(request));
    }

    /** Sends a head and a body, and then, unless {@code whole}, closes this side of the connection. */
    public Wire.Answer send(String head, byte[] body, boolean whole) {
        return Wire.send(port(), withHeaders(head), body, whole);
    }

    private String withHeaders(String request) {
        return request.replaceFirst("\n", "\n" + headers);
    }
}
