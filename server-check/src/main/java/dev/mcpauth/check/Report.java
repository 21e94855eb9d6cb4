package dev.mcpauth.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The results for one server. No form of the report contains a token, a session id or a control character.
 *
 * @param open whether the server requires no token
 */
record Report(URI url, List<String> versions, boolean open, List<Outcome> outcomes, Credentials credentials) {

    private static final int BRIEF = 300;

    /** Headers that are the same in all requests. */
    private static final Set<String> USUAL = Set.of("content-type", "accept");
    /** Headers that explain a response. */
    private static final Set<String> TELLING = Set.of("content-type", "www-authenticate", "allow", "location");

    Grade grade() {
        return Grade.of(outcomes);
    }

    long count(Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    // Text

    String text() {
        StringBuilder text = new StringBuilder();
        line(text, url.toString());
        String spoken = versions.isEmpty()
                ? "speaks no version that this program could try"
                : "speaks " + String.join(" and ", versions);
        line(text, spoken + "; " + (open ? "requires no token" : "requires a token"));
        int step = 0;
        for (Outcome outcome : outcomes) {
            if (outcome.check().step() != step) {
                step = outcome.check().step();
                line(text, "");
                line(text, "Step " + step + ": " + Checks.title(step));
            }
            describe(text, outcome);
        }
        line(text, "");
        line(text, summary());
        line(text, "Grade " + grade() + ": " + grade().meaning() + ".");
        return text.toString();
    }

    String summary() {
        return count(Status.PASS) + " passed, " + count(Status.FAIL) + " failed, " + count(Status.SKIPPED)
                + " skipped, " + count(Status.NOT_APPLICABLE) + " not applicable";
    }

    private void describe(StringBuilder text, Outcome outcome) {
        Check check = outcome.check();
        String label = String.format("  %-4s  %s", outcome.status().label(), check.id());
        switch (outcome.status()) {
            case PASS -> line(text, label);
            case SKIPPED, NOT_APPLICABLE -> line(text, label + ": " + outcome.reason());
            case FAIL -> {
                line(text, label + " (" + check.severity() + ")");
                if (outcome.exchange() != null) {
                    line(text, "        sent      " + sent(outcome.exchange()));
                    line(text, "        received  " + received(outcome.exchange()));
                }
                line(text, "        expected  " + outcome.reason());
                line(text, "        why       " + check.demand() + " [" + check.clause() + "]");
                line(text, "        to do     " + check.remedy());
            }
        }
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append('\n');
    }

    private String sent(Exchange exchange) {
        Request request = exchange.request();
        Stream<String> headers = request.headers().stream()
                .filter(header -> !USUAL.contains(header.name().toLowerCase(Locale.ROOT)))
                .map(header -> header.name() + ": " + header.value());
        return harmless(
                Stream.of(Stream.of(request.method() + " " + request.target()), headers, Stream.of(request.body()))
                        .flatMap(parts -> parts)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" | ")));
    }

    private String received(Exchange exchange) {
        Response response = exchange.response();
        if (response == null) {
            return exchange.problem();
        }
        Stream<String> headers = response.headers().stream()
                .filter(header -> TELLING.contains(header.name().toLowerCase(Locale.ROOT))
                        || header.name().toLowerCase(Locale.ROOT).startsWith("access-control-"))
                .map(header -> header.name() + ": " + header.value());
        return harmless(Stream.of(Stream.of(String.valueOf(response.status())), headers, Stream.of(response.body()))
                .flatMap(parts -> parts)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" | ")));
    }

    /** On one line, short, and without secrets. */
    private String harmless(String text) {
        String harmless = text;
        for (String secret : new String[] {credentials.token(), credentials.insufficientToken()}) {
            harmless = secret == null || secret.isEmpty() ? harmless : harmless.replace(secret, "(token)");
        }
        // Tokens that were made from these or minted, and session ids
        harmless = harmless.replaceAll("eyJ[\\w-]+\\.[\\w-]*(\\.[\\w-]*)?", "(token)")
                .replaceAll("(?i)(Authorization: Bearer )\\S{16,}", "$1(token)")
                .replaceAll("(?i)(Mcp-Session-Id: )\\S+", "$1(session)");
        return brief(harmless);
    }

    /** Text from a server for a terminal: on one line, short, without control characters. */
    static String brief(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.length() <= BRIEF ? line : line.substring(0, BRIEF) + "…";
    }

    // JSON

    JsonNode json() {
        ObjectNode json = Json.object();
        json.put("url", url.toString());
        json.put("grade", grade().name());
        json.put("requiresToken", !open);
        ArrayNode spoken = json.putArray("versions");
        versions.forEach(spoken::add);
        ObjectNode summary = json.putObject("summary");
        for (Status status : Status.values()) {
            summary.put(status.name().toLowerCase(Locale.ROOT), count(status));
        }
        ArrayNode checks = json.putArray("checks");
        for (Outcome outcome : outcomes) {
            Check check = outcome.check();
            ObjectNode entry = checks.addObject();
            entry.put("id", check.id());
            entry.put("step", check.step());
            entry.put("severity", check.severity().toString());
            entry.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
            entry.put("clause", check.clause());
            entry.put("demand", check.demand());
            if (outcome.status() == Status.FAIL) {
                if (outcome.exchange() != null) {
                    entry.put("sent", sent(outcome.exchange()));
                    entry.put("received", received(outcome.exchange()));
                }
                entry.put("expected", outcome.reason());
                entry.put("remedy", check.remedy());
            } else if (!outcome.reason().isEmpty()) {
                entry.put("reason", outcome.reason());
            }
        }
        return json;
    }

    // JUnit

    /** In the XML form of JUnit, which CI servers read. */
    String junit() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "check " + url);
            xml.writeAttribute("tests", String.valueOf(outcomes.size()));
            xml.writeAttribute("failures", String.valueOf(count(Status.FAIL)));
            xml.writeAttribute("skipped", String.valueOf(count(Status.SKIPPED) + count(Status.NOT_APPLICABLE)));
            for (Outcome outcome : outcomes) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", "step" + outcome.check().step());
                xml.writeAttribute("name", outcome.check().id());
                switch (outcome.status()) {
                    case PASS -> {}
                    case FAIL -> {
                        xml.writeStartElement("failure");
                        xml.writeAttribute("type", outcome.check().severity().toString());
                        xml.writeAttribute("message", "expected " + outcome.reason());
                        StringBuilder details = new StringBuilder();
                        describe(details, outcome);
                        xml.writeCharacters(details.toString());
                        xml.writeEndElement();
                    }
                    case SKIPPED, NOT_APPLICABLE -> {
                        xml.writeEmptyElement("skipped");
                        xml.writeAttribute("message", outcome.reason());
                    }
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e); // writing into a string does not fail
        }
        return text + "\n";
    }
}
