package dev.mcpauth.token;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads 90s, 10m, 1h and 7d, with or without a minus sign, and ISO 8601 durations. */
final class DurationConverter implements ITypeConverter<Duration> {

    private static final long MOST_DAYS = 3650;

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text);
        if (duration.abs().compareTo(Duration.ofDays(MOST_DAYS)) > 0) {
            throw new TypeConversionException("\"" + text + "\" is more than ten years");
        }
        return duration;
    }

    private static Duration parse(String text) {
        try {
            return text.matches("-?\\d+[smhd]") ? Duration.parse(iso(text)) : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("\"" + text + "\" is not a time such as 90s, 10m, 1h, 7d, -1m or PT1H");
        }
    }

    private static String iso(String text) {
        return (text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT);
    }
}
