package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.Metric.Type;
import io.havip.observe.Samples.Suffix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    private static final Labels ROUTER = Labels.of("vrid", "51", "interface", "eth0");

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Samples samples = new Samples(written, MetricsFormat.TEXT);

    @Test
    void labelsTakeTheirPlacesAmongOthersInTheOrderOfTheirNames() {
        begin("a_seconds");

        samples.value(ROUTER, Labels.of("phase", "bind"), 1);
        samples.value(ROUTER, Labels.of("address", "10.0.0.1", "zone", "z"), 2);
        samples.value(ROUTER, 3);
        samples.value(Labels.NONE, 4);
        samples.sample(Suffix.BUCKET, ROUTER, Labels.NONE, Labels.of("le", "0.5"), 5);

        assertThat(lines())
                .containsExactly(
                        "a_seconds{interface=\"eth0\",phase=\"bind\",vrid=\"51\"} 1.0",
                        "a_seconds{address=\"10.0.0.1\",interface=\"eth0\",vrid=\"51\",zone=\"z\"} 2.0",
                        "a_seconds{interface=\"eth0\",vrid=\"51\"} 3.0",
                        "a_seconds 4.0",
                        "a_seconds_bucket{interface=\"eth0\",vrid=\"51\",le=\"0.5\"} 5.0");
    }

    @Test
    void labelsThatAreMergedForGoodAreTheSame() {
        var phase = Labels.of("phase", "bind");
        begin("a_seconds");

        samples.value(ROUTER.with(Labels.of("slot", "0")), phase, 1);
        samples.value(ROUTER, phase.with(Labels.of("slot", "0")), 1);

        assertThat(lines()).containsOnly("a_seconds{interface=\"eth0\",phase=\"bind\",slot=\"0\",vrid=\"51\"} 1.0");
    }

    @Test
    void whatAValueOfALabelMayNotHaveIsEscaped() {
        begin("a_info");

        samples.value(Labels.of("name", "Zürich \"\\\n"), 1);

        assertThat(lines()).containsExactly("a_info{name=\"Zürich \\\"\\\\\\n\"} 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                1,
                9,
                10,
                150,
                9_999_999,
                10_000_000,
                1.5,
                -1,
                1e-7,
                3.429206907,
                0.001,
                0.000999999,
                4.5e-5,
                4e-9,
                1.05e-7,
                999_999.999999999,
                1_000_000.5,
                1_764_500_000.123,
                Double.NaN,
                Double.POSITIVE_INFINITY
            })
    void numbersAreWrittenAsJavaDoes(double number) {
        begin("a");

        samples.value(Labels.NONE, number);

        assertThat(lines()).containsExactly("a " + number);
    }

    @Test
    void durationsOfAnyLengthAreWrittenAsJavaDoes() {
        var random = new Random(1);
        var durations = LongStream.generate(() -> random.nextLong(1L << random.nextInt(1, 51)))
                .limit(100_000)
                .mapToDouble(nanos -> nanos / 1e9)
                .toArray();
        begin("a");

        for (var duration : durations) {
            samples.value(Labels.NONE, duration);
        }

        assertThat(lines())
                .containsExactly(DoubleStream.of(durations)
                        .mapToObj(duration -> "a " + duration)
                        .toArray(String[]::new));
    }

    @Test
    void nothingIsLostBetweenPiecesHoweverLongASampleIs() {
        begin("a");
        var name = "n".repeat(Meters.PIECE_BYTES);

        for (int number = 0; number < 10_000; number++) {
            samples.value(ROUTER, number);
        }
        samples.value(Labels.of("name", name), 1);
        samples.value(ROUTER, 10_000);

        assertThat(lines())
                .hasSize(10_002)
                .contains("a{interface=\"eth0\",vrid=\"51\"} 9999.0", "a{name=\"" + name + "\"} 1.0")
                .endsWith("a{interface=\"eth0\",vrid=\"51\"} 10000.0");
    }

    private void begin(String name) {
        samples.begin(new Metric<>(name, Type.GAUGE, "", (_, _) -> {}));
    }

    private String[] lines() {
        samples.flush();
        return written.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toArray(String[]::new);
    }
}
