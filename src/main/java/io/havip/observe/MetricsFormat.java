package io.havip.observe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A text format that Prometheus reads. */
public enum MetricsFormat {
    /** Prometheus' own, version 0.0.4. */
    TEXT("text/plain", List.of("0.0.4"), "text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0. */
    OPENMETRICS(
            "application/openmetrics-text",
            List.of("0.0.1", "1.0.0"),
            "application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String type;
    private final List<String> versions;
    private final String contentType;

    MetricsFormat(String type, List<String> versions, String contentType) {
        this.type = type;
        this.versions = versions;
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * What a request's header Accept prefers (RFC 9110, 12.5.1), the text where it does not care. Where it names neither, the
     * header is disregarded, as that section allows: a scrape that gets nothing helps nobody.
     */
    public static MetricsFormat of(@Nullable String accept) {
        if (accept == null) {
            return TEXT;
        }
        var ranges = Arrays.stream(accept.toLowerCase(Locale.ROOT).split(","))
                .map(MediaRange::parse)
                .toList();
        return OPENMETRICS.quality(ranges) > TEXT.quality(ranges) ? OPENMETRICS : TEXT;
    }

    private double quality(List<MediaRange> ranges) {
        return ranges.stream()
                .filter(range ->
                        range.type().equals(type) && (range.version().isEmpty() || versions.contains(range.version())))
                .mapToDouble(MediaRange::quality)
                .max()
                .orElseGet(() -> ranges.stream()
                        .filter(range ->
                                range.type().equals("*/*") || range.type().equals(type.replaceFirst("/.*", "/*")))
                        .mapToDouble(MediaRange::quality)
                        .max()
                        .orElse(0));
    }

    /** @param version empty where none is asked for */
    private record MediaRange(String type, String version, double quality) {
        static MediaRange parse(String text) {
            var parts = text.strip().split("\\s*;\\s*");
            String version = "";
            double quality = 1;
            for (var parameter : parts) {
                if (parameter.startsWith("version=")) {
                    version = parameter.substring("version=".length());
                } else if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
                    quality = Double.parseDouble(parameter.substring("q=".length()));
                }
            }
            return new MediaRange(parts[0], version, quality);
        }
    }
}
