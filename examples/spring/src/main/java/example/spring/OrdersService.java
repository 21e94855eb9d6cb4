package example.spring;

import dev.mcpauth.jwt.core.Caller;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service whose paths need an access token, except its health check. It has no users with passwords of its own. */
@SpringBootApplication(proxyBeanMethods = false, exclude = UserDetailsServiceAutoConfiguration.class)
@RestController
public class OrdersService {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersService.class, arguments);
    }

    @GetMapping("/health")
    String health() {
        return "ok";
    }

    @GetMapping("/hello")
    String hello(@AuthenticationPrincipal Caller caller) {
        return "Hello, " + caller.username();
    }

    /** The rule for this path is in {@link SecurityConfiguration}. */
    @GetMapping("/reports")
    String reports(@AuthenticationPrincipal Caller caller) {
        return "The reports of " + caller.username();
    }
}
