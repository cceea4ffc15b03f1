package io.havip.observe;

import static io.havip.observe.MetricsFormat.OPENMETRICS;
import static io.havip.observe.MetricsFormat.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                // Prometheus 3, then 2
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
                "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "application/openmetrics-text",
                "application/*",
                "Application/OpenMetrics-Text ; Q=0.9 , text/plain ; q=0.8"
            })
    void prometheusGetsOpenMetricsWhereItPrefersThat(String accept) {
        assertThat(MetricsFormat.of(accept)).isEqualTo(OPENMETRICS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/plain",
                "text/plain;version=0.0.4;q=1,application/openmetrics-text;q=0.5",
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                // another protocol, other versions, nonsense
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,text/plain;q=0.3",
                "application/openmetrics-text;version=9.0.0",
                "application/json",
                "",
                ",;q=7,/"
            })
    void everybodyElseGetsText(String accept) {
        assertThat(MetricsFormat.of(accept)).isEqualTo(TEXT);
    }

    @Test
    void soDoesWhoDoesNotSay() {
        assertThat(MetricsFormat.of(null)).isEqualTo(TEXT);
    }
}
