package io.havip.observe;

import java.util.Collection;
import java.util.function.BiConsumer;

/**
 * A metric, and what each source says of it at a scrape.
 *
 * @param <S> what has it: a virtual router, for instance
 * @param name as it is scraped; a counter's ends with {@code _total}
 */
record Metric<S>(String name, Type type, String help, BiConsumer<S, Samples> samples) {
    private static final String TOTAL = "_total";

    enum Type {
        COUNTER("counter", "counter"),
        GAUGE("gauge", "gauge"),
        HISTOGRAM("histogram", "histogram"),
        /** A count and a sum. */
        SUMMARY("summary", "summary"),
        /** A counter whose name does not say so. */
        UNKNOWN("untyped", "unknown");

        private final String text;
        private final String openMetrics;

        Type(String text, String openMetrics) {
            this.text = text;
            this.openMetrics = openMetrics;
        }

        String in(MetricsFormat format) {
            return format == MetricsFormat.TEXT ? text : openMetrics;
        }
    }

    /** Has metrics. */
    interface Source {
        /** What tells it from others of its kind, as between the braces of a sample. */
        Labels labels();
    }

    void write(Collection<? extends S> sources, Samples out) {
        out.begin(this);
        sources.forEach(source -> samples.accept(source, out));
    }

    /** In OpenMetrics a counter's samples alone have the suffix. */
    String nameIn(MetricsFormat format) {
        return format == MetricsFormat.OPENMETRICS && type == Type.COUNTER
                ? name.substring(0, name.length() - TOTAL.length())
                : name;
    }
}
