package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.Finding.Kind;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SinceTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.77.0.100");

    private static Finding version(String sentence) {
        return new Finding(Kind.VERSION, sentence, "set the same");
    }

    @Test
    void whatGoesOnKeepsItsTime() {
        var began = Since.NOTHING.then(
                List.of(ADDRESS, ADDRESS),
                Set.of("haproxy"),
                true,
                List.of(version("10.77.0.2 speaks version 2")),
                1_000);

        var later = began.then(
                List.of(ADDRESS),
                Set.of("haproxy", "eth0"),
                true,
                List.of(version("10.77.0.3 speaks version 2")),
                2_000);

        assertThat(later.bound()).isEqualTo(Map.of(ADDRESS, 1_000L));
        assertThat(later.faults()).isEqualTo(Map.of("haproxy", 1_000L, "eth0", 2_000L));
        assertThat(later.heldBack()).contains(1_000L);
        assertThat(later.findings()).isEqualTo(Map.of(Kind.VERSION, 1_000L));
    }

    @Test
    void whatComesBackBeginsAnew() {
        var began = Since.NOTHING.then(List.of(ADDRESS), Set.of("haproxy"), true, List.of(version("")), 1_000);

        var gone = began.then(List.of(), Set.of(), false, List.of(), 2_000);
        var back = gone.then(List.of(ADDRESS), Set.of("haproxy"), true, List.of(version("")), 3_000);

        assertThat(gone).isEqualTo(Since.NOTHING);
        assertThat(back.bound()).isEqualTo(Map.of(ADDRESS, 3_000L));
        assertThat(back.faults()).isEqualTo(Map.of("haproxy", 3_000L));
        assertThat(back.heldBack()).contains(3_000L);
        assertThat(back.findings()).isEqualTo(Map.of(Kind.VERSION, 3_000L));
    }
}
