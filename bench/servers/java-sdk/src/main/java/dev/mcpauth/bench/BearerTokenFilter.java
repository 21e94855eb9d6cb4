package dev.mcpauth.bench;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Verifies the RS256 signature, {@code iss}, {@code aud} and {@code exp} of the access token on each request. */
final class BearerTokenFilter extends HttpFilter {

    private static final long serialVersionUID = 1;

    private final transient JWTVerifier verifier;

    private BearerTokenFilter(JWTVerifier verifier) {
        this.verifier = verifier;
    }

    static BearerTokenFilter fromEnvironment() throws IOException, GeneralSecurityException {
        String pem = Files.readString(Path.of(System.getenv("BENCH_PUBLIC_KEY")));
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        return new BearerTokenFilter(JWT.require(Algorithm.RSA256(key, null))
                .withIssuer(System.getenv("BENCH_ISSUER"))
                .withAudience(System.getenv("BENCH_AUDIENCE"))
                .withClaimPresence("exp")
                .build());
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String header = request.getHeader("Authorization");
        if (header == null || !header.startsWith("Bearer ")) {
            reject(response);
            return;
        }
        try {
            verifier.verify(header.substring("Bearer ".length()));
        } catch (JWTVerificationException e) {
            reject(response);
            return;
        }
        chain.doFilter(request, response);
    }

    private static void reject(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("WWW-Authenticate", "Bearer");
    }
}
