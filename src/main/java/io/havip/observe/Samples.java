package io.havip.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes samples in a text format, each as it comes: nothing of a scrape is kept. */
final class Samples {
    private final Appendable out;
    private final MetricsFormat format;
    private @Nullable Metric<?> metric;
    private boolean announced;

    Samples(Appendable out, MetricsFormat format) {
        this.out = out;
        this.format = format;
    }

    /** Names, each with its value: as between the braces of a sample. */
    static String labels(String... namesAndValues) {
        var text = new StringBuilder();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            text.append(index == 0 ? "" : ",")
                    .append(namesAndValues[index])
                    .append("=\"")
                    .append(escaped(namesAndValues[index + 1]).replace("\"", "\\\""))
                    .append('"');
        }
        return text.toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** What is written from now on is of this one; it is announced with its first sample. */
    void begin(Metric<?> next) {
        metric = next;
        announced = false;
    }

    void value(String labels, double value) {
        sample("", labels, "", "", value);
    }

    /** @param more labels beside the first ones */
    void value(String labels, String more, double value) {
        sample("", labels, more, "", value);
    }

    void sample(String suffix, String labels, String more, String last, double value) {
        try {
            String name = announced();
            out.append(name).append(suffix);
            char separator = '{';
            separator = append(separator, labels);
            separator = append(separator, more);
            separator = append(separator, last);
            if (separator != '{') {
                out.append('}');
            }
            out.append(' ').append(Double.toString(value)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private char append(char separator, String labels) throws IOException {
        if (labels.isEmpty()) {
            return separator;
        }
        out.append(separator).append(labels);
        return ',';
    }

    private String announced() throws IOException {
        var present = Objects.requireNonNull(metric);
        if (!announced) {
            announced = true;
            String name = present.nameIn(format);
            out.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escaped(present.help()))
                    .append('\n');
            out.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(present.type().in(format))
                    .append('\n');
        }
        return present.name();
    }
}
