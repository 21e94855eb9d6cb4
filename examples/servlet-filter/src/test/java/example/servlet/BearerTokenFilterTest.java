package example.servlet;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mcpauth.jwt.core.Caller;
import example.Issuer;
import example.ProtectedServiceContract;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The filter in a plain Jetty. */
class BearerTokenFilterTest implements ProtectedServiceContract {

    private static final Server SERVER = new Server();
    private static final Server WITHOUT_ISSUER = new Server();

    /** Responds with the name of the caller. */
    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Caller caller = (Caller) request.getAttribute(BearerTokenFilter.CALLER);
            response.getWriter().print("Hello, " + caller.username());
        }
    }

    @BeforeAll
    static void start() throws Exception {
        start(SERVER, ISSUER.url());
        start(WITHOUT_ISSUER, "http://localhost:1");
    }

    private static void start(Server server, String issuer) throws Exception {
        server.addConnector(new ServerConnector(server));
        ServletContextHandler context = new ServletContextHandler();
        BearerTokenFilter filter = BearerTokenFilter.of(issuer, AUDIENCE, "orders", Issuer.CLOCK);
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Hello()), "/hello");
        server.setHandler(context);
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
        WITHOUT_ISSUER.stop();
    }

    @Override
    public String url() {
        return "http://localhost:" + ((ServerConnector) SERVER.getConnectors()[0]).getLocalPort();
    }

    @Override
    public String urlWithoutIssuer() {
        return "http://localhost:" + ((ServerConnector) WITHOUT_ISSUER.getConnectors()[0]).getLocalPort();
    }

    @Test
    void runsWithoutAWebFramework() {
        assertThrows(ClassNotFoundException.class, () -> Class.forName("io.javalin.Javalin"));
    }
}
