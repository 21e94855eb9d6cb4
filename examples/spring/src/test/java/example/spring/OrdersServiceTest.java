package example.spring;

import static example.Issuer.sign;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.Issuer;
import example.ProtectedServiceContract;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.core.userdetails.UserDetailsService;

class OrdersServiceTest implements ProtectedServiceContract {

    private static ConfigurableApplicationContext service;
    private static ConfigurableApplicationContext withoutIssuer;

    @BeforeAll
    static void start() {
        service = start(ISSUER.url());
        withoutIssuer = start("http://localhost:1");
    }

    private static ConfigurableApplicationContext start(String issuer) {
        return new SpringApplicationBuilder(OrdersService.class)
                .initializers(context ->
                        ((GenericApplicationContext) context).registerBean("clock", Clock.class, () -> Issuer.CLOCK))
                .run("--server.port=0", "--orders.issuer=" + issuer, "--orders.audience=" + AUDIENCE);
    }

    @AfterAll
    static void stop() {
        service.close();
        withoutIssuer.close();
    }

    @Override
    public String url() {
        return url(service);
    }

    @Override
    public String urlWithoutIssuer() {
        return url(withoutIssuer);
    }

    private static String url(ConfigurableApplicationContext context) {
        return "http://localhost:"
                + ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    @Test
    void publicPathsNeedNoToken() {
        RestAssured.get(url() + "/health").then().statusCode(200).body(equalTo("ok"));
    }

    @Test
    void hasNoUserWithAPassword() {
        assertTrue(service.getBeansOfType(UserDetailsService.class).isEmpty());
    }

    @Test
    void scopesAreAuthorities() {
        getReports("orders:report").statusCode(200).body(equalTo("The reports of alice"));
        getReports("orders:reports")
                .statusCode(403)
                .header("WWW-Authenticate", containsString("error=\"insufficient_scope\""))
                .header("WWW-Authenticate", containsString("scope=\"orders:report\""));
    }

    private ValidatableResponse getReports(String scope) {
        String token = sign(validToken().withClaim("scope", scope));
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .get(url() + "/reports")
                .then();
    }

    @Test
    void errorPagesKnowTheCaller() {
        RestAssured.given()
                .header("Authorization", "Bearer " + sign(validToken()))
                .get(url() + "/no-such-path")
                .then()
                .statusCode(404);
    }
}
