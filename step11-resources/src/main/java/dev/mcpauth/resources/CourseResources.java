package dev.mcpauth.resources;

import dev.mcpauth.dispatch.Catalog;
import dev.mcpauth.jwt.core.Caller;
import dev.mcpauth.resources.Completions.Argument;
import dev.mcpauth.scopes.AuditLog;
import dev.mcpauth.scopes.Policy;
import dev.mcpauth.scopes.Role;
import dev.mcpauth.streams.Change;
import dev.mcpauth.streams.Streams;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What this course lets callers read and complete. */
public final class CourseResources {

    private static final int PER_SECOND = 20;

    /** The users of the practice authorization server. In other services, this is a search in the directory of users. */
    static final List<String> USERS = List.of("admin", "alice", "bob", "guest");

    private CourseResources() {}

    public static Resources of(AuditLog auditLog) {
        return new Resources(List.of(AuditDecisions.reading(auditLog)), List.of(Greetings.TEMPLATE));
    }

    /** Tells those who may read the audit log that it has changed, at most once a second. */
    public static void announce(AuditLog auditLog, Streams streams) {
        auditLog.telling(entry -> {
            if (AuditDecisions.isNews(entry)) {
                streams.publishSoon(Change.of(AuditDecisions.URI));
            }
        });
    }

    /** The catalog with the tool {@code add} and the prompt {@code greet_user}. */
    public static Catalog withAddAndGreetUser(Catalog before) {
        return before.with(Add.TOOL).with(Greetings.GREET_USER);
    }

    /** @param catalog holds the prompt {@code greet_user} */
    public static Completions completions(Catalog catalog, Resources resources, Policy policy, Clock clock) {
        String greetUser = Greetings.GREET_USER.definition().name();
        return new Completions(
                        catalog.prompts(),
                        resources.templates(),
                        policy,
                        new RateLimit(PER_SECOND, Duration.ofSeconds(1), clock))
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
