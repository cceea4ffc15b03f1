package io.havip.observe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    /** Names, each with its value: as between the braces of a sample, in the order of the names. */
    static String labels(String... namesAndValues) {
        var labels = new TreeMap<String, String>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            labels.put(namesAndValues[index], namesAndValues[index + 1]);
        }
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + escaped(label.getValue()).replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(","));
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

    /** @param more labels beside the first ones, which take their places among them */
    void value(String labels, String more, double value) {
        sample("", labels, more, "", value);
    }

    void sample(String suffix, String labels, String more, String last, double value) {
        try {
            String name = announced();
            out.append(name).append(suffix);
            char separator = '{';
            int taken = 0;
            int takenMore = 0;
            while (taken < labels.length() || takenMore < more.length()) {
                if (precedes(labels, taken, more, takenMore)) {
                    taken = append(separator, labels, taken);
                } else {
                    takenMore = append(separator, more, takenMore);
                }
                separator = ',';
            }
            if (!last.isEmpty()) {
                append(separator, last, 0);
                separator = ',';
            }
            if (separator != '{') {
                out.append('}');
            }
            out.append(' ').append(Double.toString(value)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the next label of one list stands before that of the other: readers get them in one order. */
    private static boolean precedes(String labels, int from, String others, int othersFrom) {
        if (from >= labels.length() || othersFrom >= others.length()) {
            return from < labels.length();
        }
        String name = labels.substring(from, labels.indexOf('=', from));
        return name.compareTo(others.substring(othersFrom, others.indexOf('=', othersFrom))) < 0;
    }

    /** @return where the label after that one begins */
    private int append(char separator, String labels, int from) throws IOException {
        int end = labels.indexOf('"', from) + 1;
        while (labels.charAt(end) != '"') {
            end += labels.charAt(end) == '\\' ? 2 : 1;
        }
        out.append(separator).append(labels, from, end + 1);
        return end + 2;
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
