package dev.mcpauth.jwks;

import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mcpauth.health.RunningServer;
import io.restassured.response.ValidatableResponse;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The behaviour of step 5 on the wire, which every later step keeps. */
public interface JwksContract {

    RunningServer server();

    /** The folder from which the server reads its keys. */
    KeyFixture keys();

    private ValidatableResponse get() {
        return server().request().get("/.well-known/jwks.json").then();
    }

    @Test
    default void publishesACacheableKeySet() {
        get().statusCode(200).header("Content-Type", "application/json").header("Cache-Control", "public, max-age=300");
        server().request()
                .head("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=300")
                .body(emptyString());
        server().request().post("/.well-known/jwks.json").then().statusCode(405).header("Allow", "GET, HEAD");
    }

    @Test
    default void publishesOnlyThePublicMembersOfSigningKeys() {
        get().body("keys.kty", everyItem(equalTo("RSA")))
                .body("keys.use", everyItem(equalTo("sig")))
                .body("keys.alg", everyItem(equalTo("RS256")))
                .body("keys", everyItem(aMapWithSize(6)))
                .body("keys[0].keySet().sort()", equalTo(List.of("alg", "e", "kid", "kty", "n", "use")));
    }

    @Test
    default void publishesModulusAndExponentOfTheKey() {
        KeyPair pair = keys().add("numbers.public.pem");
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        Map<String, String> jwk = get().extract().path("keys.find { it.kid == '" + KeyFixture.kid(pair) + "' }");
        keys().remove("numbers.public.pem");
        for (String member : List.of("n", "e")) {
            assertFalse(jwk.get(member).contains("="), "padding");
            byte[] bytes = Base64.getUrlDecoder().decode(jwk.get(member));
            assertFalse(bytes[0] == 0, "a leading zero byte");
            assertEquals(member.equals("n") ? key.getModulus() : key.getPublicExponent(), new BigInteger(1, bytes));
        }
    }

    @Test
    default void followsAddedAndRemovedKeyFiles() {
        KeyPair pair = keys().add("guest.public.pem");
        get().body("keys.kid", hasItem(KeyFixture.kid(pair)));
        keys().remove("guest.public.pem");
        get().body("keys.kid", not(hasItem(KeyFixture.kid(pair))));
    }

    @Test
    default void ignoresUnusableFiles() {
        List<String> before = get().extract().path("keys.kid");
        keys().write("broken.public.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        keys().write("secret.public.pem", KeyFixture.privatePem(KeyFixture.generate(2048)));
        keys().write("README.txt", "not a key");
        get().statusCode(200).body("keys.kid", equalTo(before));
        keys().remove("broken.public.pem");
        keys().remove("secret.public.pem");
        keys().remove("README.txt");
    }
}
