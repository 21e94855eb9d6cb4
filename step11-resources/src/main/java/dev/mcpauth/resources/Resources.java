package dev.mcpauth.resources;

import dev.mcpauth.jsonrpc.Result.Caching;
import java.util.List;
import java.util.Optional;

/** The resources and templates of a server, in the order in which they are listed. */
public record Resources(List<Resource> resources, List<ResourceTemplate> templates) {

    /**
     * The resource or template that a URI leads to.
     *
     * @param name the URI or the template as the server wrote it; the policy and the audit log use this name
     */
    record Found(String name, Caching caching, Resource.Function function) {}

    /**
     * The resource with exactly this URI, or else the first template that matches it. The policy and {@code resources/read}
     * both use this method, so they cannot mean different resources.
     */
    Optional<Found> find(String uri) {
        return resources.stream()
                .filter(resource -> resource.definition().uri().equals(uri))
                .findFirst()
                .map(resource -> new Found(uri, resource.caching(), resource.function()))
                .or(() -> templates.stream()
                        .flatMap(template -> match(template, uri).stream())
                        .findFirst());
    }

    /** Whether the content at this URI can change. The content of a template never changes. */
    boolean changes(String uri) {
        return resources.stream()
                .anyMatch(resource -> resource.definition().uri().equals(uri));
    }

    private static Optional<Found> match(ResourceTemplate template, String uri) {
        UriTemplate uriTemplate = template.definition().uriTemplate();
        return uriTemplate
                .match(uri)
                .map(value -> new Found(
                        uriTemplate.toString(),
                        template.caching(),
                        exchange -> template.function().read(uri, value, exchange)));
    }
}
