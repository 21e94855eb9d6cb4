package example.javalin;

import static org.hamcrest.Matchers.equalTo;

import example.Issuer;
import example.ProtectedServiceContract;
import io.javalin.Javalin;
import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OrdersServiceTest implements ProtectedServiceContract {

    private static final Javalin SERVER = OrdersService.create(ISSUER.url(), AUDIENCE, Issuer.CLOCK);
    private static final Javalin WITHOUT_ISSUER = OrdersService.create("http://localhost:1", AUDIENCE, Issuer.CLOCK);

    @BeforeAll
    static void start() {
        SERVER.start("localhost", 0);
        WITHOUT_ISSUER.start("localhost", 0);
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
        WITHOUT_ISSUER.stop();
    }

    @Override
    public String url() {
        return "http://localhost:" + SERVER.port();
    }

    @Override
    public String urlWithoutIssuer() {
        return "http://localhost:" + WITHOUT_ISSUER.port();
    }

    @Test
    void publicRoutesNeedNoToken() {
        RestAssured.get(url() + "/health").then().statusCode(200).body(equalTo("ok"));
    }
}
