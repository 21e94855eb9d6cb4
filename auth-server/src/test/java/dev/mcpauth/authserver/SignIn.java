package dev.mcpauth.authserver;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sign-in of one user with one client, from the authorization request to the token; a test can change each parameter. */
public final class SignIn {

    public static final String CALLBACK = "http://localhost:7777/callback";

    private final Http http;
    private final CodeVerifier verifier = new CodeVerifier();
    private final Map<String, String> request = new LinkedHashMap<>();

    public SignIn(Http http) {
        this.http = http;
        request.put("response_type", "code");
        request.put("client_id", "mcp-test-client");
        request.put("redirect_uri", CALLBACK);
        request.put("state", "a state");
        request.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
        request.put("code_challenge_method", "S256");
    }

    /** Sets a parameter of the request; {@code null} removes it. */
    public SignIn with(String name, String value) {
        if (value == null) {
            request.remove(name);
        } else {
            request.put(name, value);
        }
        return this;
    }

    public String verifier() {
        return verifier.getValue();
    }

    /** The authorization request. */
    public HttpResponse<String> authorize() {
        return http.get(url(""));
    }

    /** The URL of the authorization request. */
    public String url(String server) {
        List<String> parameters = new ArrayList<>();
        request.forEach((name, value) -> parameters.addAll(List.of(name, value)));
        return server + "/authorize?" + Http.encode(parameters.toArray(String[]::new));
    }

    /** Up to the consent page. */
    public HttpResponse<String> asFarAsConsent(String user) {
        return http.post("/authorize/sign-in", "id", Http.hidden(authorize(), "id"), "user", user);
    }

    /** Up to the redirect with the code. */
    public HttpResponse<String> allow(String user, String... scopes) {
        List<String> form =
                new ArrayList<>(List.of("id", Http.hidden(asFarAsConsent(user), "id"), "decision", "allow"));
        for (String scope : scopes) {
            form.addAll(List.of("scope", scope));
        }
        return http.post("/authorize/consent", form.toArray(String[]::new));
    }

    public String code(String user, String... scopes) {
        return Http.redirected(allow(user, scopes)).get("code");
    }

    /** The token request for a code. */
    public HttpResponse<String> redeem(String code) {
        List<String> form = new ArrayList<>(List.of("grant_type", "authorization_code", "code", code));
        form.addAll(List.of("client_id", request.get("client_id"), "code_verifier", verifier()));
        if (request.containsKey("redirect_uri")) {
            form.addAll(List.of("redirect_uri", request.get("redirect_uri")));
        }
        return http.post("/token", form.toArray(String[]::new));
    }

    /** Up to the tokens. */
    public HttpResponse<String> tokens(String user, String... scopes) {
        return redeem(code(user, scopes));
    }
}
