package io.havip.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples in a text format, each as it comes: of a scrape no more is kept than what is written at once. A thousand virtual
 * routers have three hundred thousand of them, so that a sample is bytes that are copied, and makes no object.
 */
final class Samples {
    /** More than the braces, a number and the end of the line take. */
    private static final int NUMBER_BYTES = 40;

    private static final int NANOS = 1_000_000_000;
    private static final int FRACTION_DIGITS = 9;
    private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;
    /** A thousandth: what is less has an exponent. */
    private static final long PLAIN_FROM = 1_000_000L;

    private final OutputStream out;
    private final MetricsFormat format;
    private byte[] piece = new byte[Meters.PIECE_BYTES];
    private int length;
    private @Nullable Metric<?> metric;

    /** Of each {@link Suffix}, what is in front of the labels. */
    private byte[][] heads = {};

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

        private final String text;

        Suffix(String text) {
            this.text = text;
        }
    }

    /** What is written from now on is of this one; it is announced with its first sample. */
    void begin(Metric<?> next) {
        metric = next;
        heads = Stream.of(Suffix.values())
                .map(suffix -> utf8(next.name() + suffix.text + '{'))
                .toArray(byte[][]::new);
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
        var head = heads[suffix.ordinal()];
        reserve(head.length + labelled + NUMBER_BYTES);
        put(head, head.length);
        if (labelled > 0) {
            length = last.copyTo(piece, labels.copyTo(piece, length, more, places));
            piece[length - 1] = '}';
            piece[length++] = ' ';
        } else {
            piece[length - 1] = ' ';
        }
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

    /**
     * As {@link Double#toString}. Most are durations, or counts: what has no more than 15 digits down to nanoseconds is told by these,
     * since no two numbers of so many digits are the same double. Nothing is below zero by so little that it is zero.
     */
    private void number(double value) {
        int digit = (int) value;
        if (digit == value && 0 <= digit && digit < 10) {
            // Most are.
            piece[length++] = (byte) ('0' + digit);
            piece[length++] = '.';
            piece[length++] = '0';
            return;
        }
        long nanos = (long) (value * NANOS + 0.5);
        boolean told = nanos >= 0 && nanos < FIFTEEN_DIGITS && nanos / (double) NANOS == value;
        if (!told) {
            var text = utf8(Double.toString(value));
            put(text, text.length);
        } else if (nanos == 0 || nanos >= PLAIN_FROM) {
            plain((int) (nanos / NANOS), (int) (nanos % NANOS));
        } else {
            scientific((int) nanos);
        }
    }

    private void plain(int whole, int nanos) {
        digits(whole, digits(whole));
        piece[length++] = '.';
        int places = nanos == 0 ? 1 : FRACTION_DIGITS;
        int rest = nanos;
        while (rest != 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        digits(rest, places);
    }

    private void scientific(int nanos) {
        int exponent = FRACTION_DIGITS + 1 - digits(nanos);
        int rest = nanos;
        while (rest >= 100 && rest % 10 == 0) {
            rest /= 10;
        }
        int start = length;
        // One digit at least stands behind the point.
        int significant = rest < 10 ? 10 * rest : rest;
        length++;
        digits(significant, digits(significant));
        piece[start] = piece[start + 1];
        piece[start + 1] = '.';
        piece[length++] = 'E';
        piece[length++] = '-';
        digits(exponent, 1);
    }

    private static int digits(int whole) {
        int count = 1;
        for (int rest = whole / 10; rest > 0; rest /= 10) {
            count++;
        }
        return count;
    }

    private void digits(int whole, int count) {
        int rest = whole;
        for (int at = length + count - 1; at >= length; at--) {
            piece[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
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
