package dev.mcpauth.health;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes a connection if the next request does not arrive in time. Jetty's idle timeout restarts with each byte, so a client
 * that sends one byte of a header every few seconds would keep its connection open (this attack is called Slowloris).
 *
 * <p>The time runs from the start of the connection, or the end of the previous response, to the end of the request head.
 */
final class RequestHeadTimeout extends Handler.Wrapper implements Connection.Listener {

    private static final String TASK = RequestHeadTimeout.class.getName();

    private final Duration limit;

    RequestHeadTimeout(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData http) {
            startTime(http);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        ConnectionMetaData connection = request.getConnectionMetaData();
        stopTime(connection);
        Request.addCompletionListener(request, failure -> startTime(connection));
        return super.handle(request, response, callback);
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof ConnectionMetaData http) {
            stopTime(http);
        }
    }

    private void startTime(ConnectionMetaData connection) {
        Runnable close = connection.getConnection()::close;
        connection.setAttribute(
                TASK, getServer().getScheduler().schedule(close, limit.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void stopTime(ConnectionMetaData connection) {
        if (connection.removeAttribute(TASK) instanceof Scheduler.Task task) {
            task.cancel();
        }
    }
}
