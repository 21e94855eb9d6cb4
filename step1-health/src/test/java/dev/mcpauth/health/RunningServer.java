package dev.mcpauth.health;

import io.javalin.Javalin;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server that runs on a port of its own while the tests of a class do. Register it in a static field. */
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

    /** The same with settings that are known when the server starts, such as the port of another server. */
    public static RunningServer of(Function<Environment, Javalin> create, Supplier<Map<String, String>> settings) {
        return new RunningServer(create, settings);
    }

    /** Adds a header to every request that is sent, unless by {@link #anonymous}. */
    public RunningServer sending(String header) {
        headers += header + "\n";
        return this;
    }

    /** The same server, to which requests are sent without the added headers. */
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

    /** A request by REST-assured, which sends exactly the headers, the path and the bytes it is given. */
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

    /** Sends what no well-behaved HTTP client would; see {@link Wire}. */
    public Wire.Answer send(String request) {
        return Wire.send(port(), withHeaders(request));
    }

    /** Sends a head and any bytes, and after them, unless {@code whole}, ends what this side has to say. */
    public Wire.Answer send(String head, byte[] body, boolean whole) {
        return Wire.send(port(), withHeaders(head), body, whole);
    }

    private String withHeaders(String request) {
        return request.replaceFirst("\n", "\n" + headers);
    }
}
