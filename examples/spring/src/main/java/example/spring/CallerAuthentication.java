package example.spring;

import dev.mcpauth.jwt.core.Caller;
import java.util.stream.Stream;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * A verified caller for Spring Security. Its authorities are {@code SCOPE_…} for what the user allows the client to do, and {@code
 * ROLE_…} for what the user may do. It does not hold the token.
 */
final class CallerAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient Caller caller;

    CallerAuthentication(Caller caller) {
        super(Stream.concat(
                        caller.scopes().stream().map(scope -> "SCOPE_" + scope),
                        caller.roles().stream().map(role -> "ROLE_" + role))
                .map(SimpleGrantedAuthority::new)
                .toList());
        this.caller = caller;
        setAuthenticated(true);
    }

    @Override
    public Caller getPrincipal() {
        return caller;
    }

    /** The subject, which is permanent; users can change their username. */
    @Override
    public String getName() {
        return caller.subject();
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
