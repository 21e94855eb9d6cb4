package example.spring;

import dev.mcpauth.jwt.core.RemoteKeys;
import dev.mcpauth.jwt.core.TokenRules;
import dev.mcpauth.jwt.core.TokenVerification;
import dev.mcpauth.jwt.core.TokenVerifier;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;

/** Which tokens the service accepts, and what their callers may do. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Accepts the tokens of this issuer for this audience. Neither has a default. */
    @Bean
    TokenVerification verification(
            @Value("${orders.issuer}") String issuer, @Value("${orders.audience}") String audience, Clock clock) {
        TokenRules rules = TokenRules.of(issuer, audience);
        return new TokenVerifier(RemoteKeys.of(issuer, rules.algorithm(), clock), rules, clock);
    }

    @Bean
    SecurityFilterChain protect(HttpSecurity http, TokenVerification verification) throws Exception {
        RequestAttributeSecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();
        BearerTokenFilter tokens = new BearerTokenFilter(verification, contexts, "orders");
        return http.addFilterBefore(tokens, AnonymousAuthenticationFilter.class)
                .exceptionHandling(errors -> errors.authenticationEntryPoint(tokens)
                        .accessDeniedHandler(tokens.insufficientScope("orders:report")))
                .authorizeHttpRequests(rules -> rules.requestMatchers("/health")
                        .permitAll()
                        .requestMatchers("/reports")
                        .hasAuthority("SCOPE_orders:report")
                        .anyRequest()
                        .authenticated())
                .securityContext(security -> security.securityContextRepository(contexts))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(
                        AbstractHttpConfigurer
                                ::disable) // no cookie authenticates a request, so other sites cannot use one
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }
}
