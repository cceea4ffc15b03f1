package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final AtomicLong nowNanos = new AtomicLong(-TimeUnit.MINUTES.toNanos(1));
    private final Histogram histogram = new Histogram(new Clock() {
        @Override
        public long nanos() {
            return nowNanos.get();
        }

        @Override
        public long epochMillis() {
            return 0;
        }
    });

    @Test
    void itTellsBeforeTheFirstThatThereWasNone() {
        assertThat(text())
                .contains("d_seconds_bucket{le=\"+Inf\"} 0.0\n", "d_seconds_sum 0.0\n")
                .doesNotContain("le=\"5.0E-5\"");
        assertThat(histogram.longest()).isZero();
    }

    @Test
    void aBucketHasWhatIsNotLongerThanItsBound() {
        histogram.record(TimeUnit.MICROSECONDS.toNanos(50));
        histogram.record(TimeUnit.MICROSECONDS.toNanos(50) + 1);
        histogram.record(TimeUnit.SECONDS.toNanos(11));

        assertThat(text())
                .contains(
                        "d_seconds_bucket{le=\"5.0E-5\"} 1.0\n",
                        "d_seconds_bucket{le=\"1.0E-4\"} 2.0\n",
                        "d_seconds_bucket{le=\"10.0\"} 2.0\n",
                        "d_seconds_bucket{le=\"+Inf\"} 3.0\n",
                        "d_seconds_count 3.0\n");
    }

    @Test
    void theLongestIsForgottenAfterSomeMinutes() {
        histogram.record(3_000_000_000L);
        histogram.record(1_000_000_000L);
        assertThat(histogram.longest()).isEqualTo(3);

        nowNanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
        histogram.record(2_000_000_000L);
        assertThat(histogram.longest()).isEqualTo(3);

        nowNanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(histogram.longest()).isEqualTo(2);

        nowNanos.addAndGet(TimeUnit.MINUTES.toNanos(2));
        assertThat(histogram.longest()).isZero();
    }

    private String text() {
        var out = new ByteArrayOutputStream();
        var samples = new Samples(out, MetricsFormat.TEXT);
        samples.begin(new Metric<>("d_seconds", Metric.Type.HISTOGRAM, "", (_, _) -> {}));
        histogram.write(samples, Labels.NONE, Labels.NONE);
        samples.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
