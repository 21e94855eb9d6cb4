import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Comment;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The {@code pom.xml} of a project that needs no parent, made from the POMs of the course. */
final class Pom {

    private static final Set<String> PLUGINS = Set.of(
            "maven-clean-plugin",
            "maven-resources-plugin",
            "maven-compiler-plugin",
            "maven-surefire-plugin",
            "maven-jar-plugin",
            "maven-shade-plugin");

    private final Element parent;
    private final Map<String, String> properties = new HashMap<>();
    private final StringBuilder text = new StringBuilder();

    private Pom(Element parent) {
        this.parent = parent;
        elements(child(parent, "properties")).forEach(each -> properties.put(each.getTagName(), each.getTextContent()));
    }

    /** The pom of a project with the sources of all these steps and the tests of the last. */
    static String of(Course course) {
        return new Pom(parse(course.root().resolve("pom.xml")))
                .write(
                        course.steps().stream()
                                .map(step -> parse(step.module().resolve("pom.xml")))
                                .toList(),
                        course.last().name());
    }

    private String write(List<Element> modules, String artifactId) {
        Element last = modules.get(modules.size() - 1);
        properties.put("main.class", content(child(last, "properties"), "main.class"));
        text.append("""
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0"
                     xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                     xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
              <modelVersion>4.0.0</modelVersion>

              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
              <name>%s</name>

              <properties>
            """.formatted(
                        content(parent, "groupId"), artifactId, content(parent, "version"), content(last, "name")));
        elements(child(parent, "properties")).stream()
                .filter(property -> property.getTagName().matches("maven\\.compiler\\.release|project\\..*"))
                .forEach(property -> print(property, "    "));
        text.append("  </properties>\n\n  <dependencyManagement>\n    <dependencies>\n");
        managed().stream()
                .filter(each -> "import".equals(content(each, "scope")))
                .forEach(bom -> print(bom, "      "));
        text.append("    </dependencies>\n  </dependencyManagement>\n\n  <dependencies>\n");
        dependencies(modules).values().forEach(dependency -> print(dependency, "    "));
        text.append("  </dependencies>\n\n  <build>\n    <plugins>\n");
        elements(child(child(child(parent, "build"), "pluginManagement"), "plugins")).stream()
                .filter(plugin -> PLUGINS.contains(content(plugin, "artifactId")))
                .forEach(plugin -> print(withoutWhatOnlyTheCourseNeeds(plugin), "      "));
        text.append("    </plugins>\n  </build>\n</project>\n");
        return text.toString();
    }

    private List<Element> managed() {
        return elements(child(child(parent, "dependencyManagement"), "dependencies"));
    }

    /** The libraries of all steps, then those for the tests of the last, each with its version and exclusions. */
    private Map<String, Element> dependencies(List<Element> modules) {
        Map<String, Element> found = new LinkedHashMap<>();
        for (Element module : modules) {
            elements(child(module, "dependencies")).stream()
                    .filter(dependency -> !"test".equals(content(dependency, "scope")))
                    .forEach(dependency -> found.putIfAbsent(content(dependency, "artifactId"), dependency));
        }
        for (Element tested : List.of(parent, modules.get(modules.size() - 1))) {
            elements(child(tested, "dependencies")).stream()
                    .filter(dependency -> "test".equals(content(dependency, "scope")))
                    .forEach(dependency -> found.putIfAbsent(content(dependency, "artifactId"), dependency));
        }
        found.values().removeIf(dependency -> content(dependency, "groupId").equals(content(parent, "groupId")));
        found.replaceAll((name, dependency) -> withManagement(dependency));
        return found;
    }

    private Element withManagement(Element dependency) {
        Element result = (Element) dependency.cloneNode(true);
        Node next = child(result, "artifactId").getNextSibling();
        managed().stream()
                .filter(each -> content(each, "artifactId").equals(content(dependency, "artifactId")))
                .flatMap(each -> elements(each).stream())
                .filter(part -> Set.of("version", "exclusions").contains(part.getTagName()))
                .forEach(part -> result.insertBefore(result.getOwnerDocument().importNode(part, true), next));
        return result;
    }

    /** Removes the test jar, the logging configuration from another module, and the comments about these modules. */
    private static Element withoutWhatOnlyTheCourseNeeds(Element plugin) {
        Element result = (Element) plugin.cloneNode(true);
        for (Node part : children(result)) {
            if (part instanceof Comment
                    || part instanceof Element element
                            && element.getTextContent().contains("test-jar")) {
                result.removeChild(part);
            }
        }
        var transformers = result.getElementsByTagName("transformer");
        for (int i = transformers.getLength() - 1; i >= 0; i--) {
            Element transformer = (Element) transformers.item(i);
            if (transformer.getAttribute("implementation").contains("IncludeResource")) {
                transformer.getParentNode().removeChild(transformer);
            }
        }
        return result;
    }

    private void print(Node node, String indent) {
        if (node instanceof Comment comment) {
            text.append(indent).append("<!--").append(comment.getData()).append("-->\n");
        } else if (node instanceof Element element) {
            String name = element.getTagName();
            String implementation = element.getAttribute("implementation");
            text.append(indent).append('<').append(name);
            if (!implementation.isEmpty()) {
                text.append(" implementation=\"").append(implementation).append('"');
            }
            if (!elements(element).isEmpty()) {
                text.append(">\n");
                children(element).forEach(child -> print(child, indent + "  "));
                text.append(indent).append("</").append(name).append(">\n");
            } else if (element.getTextContent().isBlank()) {
                text.append("/>\n");
            } else {
                text.append('>')
                        .append(resolve(element.getTextContent()))
                        .append("</")
                        .append(name)
                        .append(">\n");
            }
        }
    }

    /** The text with the properties of the course in it; those of Maven itself stay. */
    private String resolve(String value) {
        return Pattern.compile("\\$\\{(.*?)}")
                .matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(properties.getOrDefault(match.group(1), match.group())));
    }

    private static Element parse(Path file) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("Cannot read " + file, e);
        }
    }

    private static List<Node> children(Node node) {
        List<Node> children = new ArrayList<>();
        for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            children.add(child);
        }
        return children;
    }

    private static List<Element> elements(Node node) {
        return children(node).stream()
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }

    /** The first element with this name in another, or null. */
    private static Element child(Element element, String name) {
        return elements(element).stream()
                .filter(child -> child.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String content(Element element, String name) {
        Element child = child(element, name);
        return child == null ? "" : child.getTextContent();
    }
}
