package dev.mcpauth.scopes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mcpauth.health.Part;
import dev.mcpauth.jsonrpc.Json;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.scopes.Policy.Decision;
import io.javalin.config.JavalinConfig;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The latest decisions of the policy, bounded in number. Each decision is also one line of JSON in the log. */
public final class AuditLog implements Part {

    private static final int CAPACITY = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /**
     * One decision.
     *
     * @param client empty if the token does not name the client
     * @param tool empty if the request does not call a tool
     * @param target what any other request asks for; empty if it names nothing
     * @param details what else there is to know, such as the sizes of arguments; never text from a model or from another user
     */
    public record Entry(
            String time,
            String subject,
            Optional<String> client,
            String method,
            Optional<String> tool,
            Optional<String> target,
            String decision,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, ?> details) {}

    private static final Entry END =
            new Entry("", "", Optional.empty(), "", Optional.empty(), Optional.empty(), "", Map.of());

    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final AuditWriter<Entry> writer =
            new AuditWriter<>(CAPACITY, END, entry -> LOG.info("{}", Json.writeText(entry)));

    private volatile Consumer<Entry> listener = entry -> {};

    public AuditLog(Clock clock) {
        this.clock = clock;
    }

    /** Registers a listener for each decision. It runs on the thread of the request, so it must not block. */
    public AuditLog telling(Consumer<Entry> whom) {
        listener = whom;
        return this;
    }

    /** Starts the writer before the server, and stops it after the server, also if the server could not start. */
    @Override
    public void addTo(JavalinConfig config) {
        config.events.serverStarting(writer::start);
        config.events.serverStartFailed(writer::stop);
        config.events.serverStopped(writer::stop);
    }

    /**
     * Adds a decision of a rule.
     *
     * @param sizes those of {@link Sizes#of}; unless there are none, {@code details} contains them as {@code sizes}
     */
    void add(Caller caller, String method, Optional<String> target, Decision decision, Map<String, Integer> sizes) {
        add(caller, method, target, decision.name(), sizes.isEmpty() ? Map.of() : Map.of("sizes", sizes));
    }

    /**
     * Adds an entry about what came of an allowed tool call, such as the answer of a user who was asked. Its decision is
     * {@code allowed}.
     *
     * @param details numbers and words that a person has seen or the server has written
     */
    public void note(Caller caller, String tool, Map<String, ?> details) {
        add(caller, "tools/call", Optional.of(tool), Decision.ALLOWED.name(), details);
    }

    private void add(Caller caller, String method, Optional<String> target, String decision, Map<String, ?> details) {
        boolean isTool = method.equals("tools/call");
        Entry entry = new Entry(
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                caller.subject(),
                caller.clientId(),
                method,
                isTool ? target : Optional.empty(),
                isTool ? Optional.empty() : target,
                decision.toLowerCase(Locale.ROOT),
                new TreeMap<>(details));
        synchronized (entries) {
            entries.addFirst(entry);
            if (entries.size() > CAPACITY) {
                entries.removeLast();
            }
        }
        writer.write(entry);
        listener.accept(entry);
    }

    /** The latest decisions, newest first. */
    public List<Entry> latest(int limit) {
        synchronized (entries) {
            return entries.stream().limit(limit).toList();
        }
    }
}
