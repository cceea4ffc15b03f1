package io.havip.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples in a text format, each as it comes: of a scrape no more is kept than what is written at once. A thousand virtual
 * routers have three hundred thousand of them, so that a sample is bytes that are copied, and makes no object.
 */
final class Samples {
    /** More than the braces, a number and the end of the line take. */
    private static final int NUMBER_BYTES = 40;

    /** Whole numbers below are written in digits alone, as {@link Double#toString} does. */
    private static final double DIGITS_MAX = 1e7;

    private final OutputStream out;
    private final MetricsFormat format;
    private byte[] piece = new byte[Meters.PIECE_BYTES];
    private int length;
    private @Nullable Metric<?> metric;
    private byte[] name = {};
    private boolean announced;

    /** As they were for the last sample: most have labels of the same names. */
    private int[] places = {};

    private Labels placed = Labels.NONE;
    private Labels placedAmong = Labels.NONE;

    Samples(OutputStream out, MetricsFormat format) {
        this.out = out;
        this.format = format;
    }

    /** What comes behind the name of a metric. */
    enum Suffix {
        NONE(""),
        BUCKET("_bucket"),
        COUNT("_count"),
        SUM("_sum");

        private final byte[] text;

        Suffix(String text) {
            this.text = utf8(text);
        }
    }

    /** What is written from now on is of this one; it is announced with its first sample. */
    void begin(Metric<?> next) {
        metric = next;
        name = utf8(next.name());
        announced = false;
    }

    void value(Labels labels, double value) {
        sample(Suffix.NONE, labels, Labels.NONE, Labels.NONE, value);
    }

    /** @param more labels beside the first ones, which take their places among them */
    void value(Labels labels, Labels more, double value) {
        sample(Suffix.NONE, labels, more, Labels.NONE, value);
    }

    /** @param last labels behind all others */
    void sample(Suffix suffix, Labels labels, Labels more, Labels last, double value) {
        if (!announced) {
            announced = true;
            announce(Objects.requireNonNull(metric));
        }
        place(labels, more);
        int labelled = labels.length() + more.length() + last.length();
        reserve(name.length + suffix.text.length + labelled + NUMBER_BYTES);
        put(name, name.length);
        put(suffix.text, suffix.text.length);
        if (labelled > 0) {
            piece[length++] = '{';
            length = last.copyTo(piece, labels.copyTo(piece, length, more, places));
            piece[length - 1] = '}';
        }
        piece[length++] = ' ';
        number(value);
        piece[length++] = '\n';
    }

    private void place(Labels labels, Labels more) {
        if (!labels.namedAs(placedAmong) || !more.namedAs(placed)) {
            places = labels.places(more);
            placedAmong = labels;
            placed = more;
        }
    }

    private void announce(Metric<?> present) {
        String text = present.nameIn(format);
        var lines = utf8("# HELP " + text + ' ' + Labels.escaped(present.help()) + "\n# TYPE " + text + ' '
                + present.type().in(format) + '\n');
        reserve(lines.length);
        put(lines, lines.length);
    }

    /** As {@link Double#toString}. */
    private void number(double value) {
        int whole = (int) value;
        if (whole != value || whole < 0 || whole >= DIGITS_MAX) {
            var text = utf8(Double.toString(value));
            put(text, text.length);
            return;
        }
        int end = length + 1;
        for (int rest = whole / 10; rest > 0; rest /= 10) {
            end++;
        }
        int rest = whole;
        for (int at = end - 1; at >= length; at--) {
            piece[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        piece[end] = '.';
        piece[end + 1] = '0';
        length = end + 2;
    }

    private void put(byte[] text, int count) {
        System.arraycopy(text, 0, piece, length, count);
        length += count;
    }

    private void reserve(int bytes) {
        if (piece.length - length < bytes) {
            flush();
            if (piece.length < bytes) {
                piece = new byte[bytes];
            }
        }
    }

    /** What has not been written yet is. */
    void flush() {
        try {
            out.write(piece, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        length = 0;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
