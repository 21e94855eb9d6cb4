package dev.mcpauth.resources;

import dev.mcpauth.dispatch.Prompt;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.resources.Completions.Argument;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.streams.Change;
import dev.mcpauth.streams.StreamingServer;
import dev.mcpauth.streams.Streams;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The resources and completions of this course. */
public final class CourseResources {

    private static final int PER_SECOND = 20;

    /** The users of the practice authorization server. A real service would search its user directory. */
    static final List<String> USERS = List.of("admin", "alice", "bob", "guest");

    private CourseResources() {}

    /** Adds the resources, the tool {@code add}, the prompt {@code greet_user} and the methods of this step to a server. */
    public static void addTo(StreamingServer server, Clock clock) {
        Resources resources =
                new Resources(List.of(AuditDecisions.reading(server.auditLog())), List.of(Greetings.TEMPLATE));
        Policy policy = ResourcePolicy.of(server.policy());
        Subscriptions subscriptions = new Subscriptions(resources, policy);
        announce(server.auditLog(), server.streams());
        server.add(Add.TOOL)
                .add(Greetings.GREET_USER)
                .allow(policy)
                .nameTargets(targets -> ResourcePolicy.targets(resources, targets))
                .announce(subscriptions)
                .addMethods(new ResourceMethods(resources, policy)::addTo)
                .addMethods(subscriptions::addTo)
                .addMethods(completions(server.catalog().prompts(), resources, policy, clock)::addTo);
    }

    /** Tells those who may read the audit log that it has changed, at most once a second. */
    private static void announce(AuditLog auditLog, Streams streams) {
        auditLog.telling(entry -> {
            if (AuditDecisions.isNews(entry)) {
                streams.publishSoon(Change.of(AuditDecisions.URI));
            }
        });
    }

    /** @param prompts with {@code greet_user} among them */
    private static Completions completions(List<Prompt> prompts, Resources resources, Policy policy, Clock clock) {
        String greetUser = Greetings.GREET_USER.definition().name();
        return new Completions(
                        prompts, resources.templates(), policy, new RateLimit(PER_SECOND, Duration.ofSeconds(1), clock))
                .with(new Argument(Completions.PROMPT, greetUser, "style"), caller -> Greetings.STYLES)
                .with(new Argument(Completions.PROMPT, greetUser, "name"), CourseResources::users)
                .with(
                        new Argument(Completions.RESOURCE, Greetings.URI.toString(), Greetings.URI.variable()),
                        CourseResources::users);
    }

    /** Only admins may learn who the users are. */
    private static List<String> users(Caller caller) {
        return Role.among(caller.roles()).includes(Role.ADMIN) ? USERS : List.of();
    }
}
