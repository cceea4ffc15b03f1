package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.havip.insight.MemoryNeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapTest {
    private static final Path OPTIONS = Path.of("appliance/java.options");

    @TempDir
    private Path folder;

    @Test
    void theUsualHeapIsEnoughForThoseWhoHaveOneVirtualRouterForEachVrid() throws Exception {
        assertThat(MemoryNeed.of(routers(1)).heapMegabytes()).isLessThanOrEqualTo(usualMegabytes());
        assertThat(MemoryNeed.of(routers(255)).heapMegabytes()).isLessThanOrEqualTo(usualMegabytes());
    }

    @Test
    void aThousandVirtualRoutersTakeMoreAndNotTwiceAsMuch() throws Exception {
        assertThat(MemoryNeed.of(routers(1000)).heapMegabytes()).isBetween(usualMegabytes() + 1, 2 * usualMegabytes());
    }

    @Test
    void whatIsBeyondTheLimitIsRefusedWithWhatMendsIt() throws Exception {
        var config = routers(1000);
        long needed = (long) MemoryNeed.of(config).leastMegabytes() << 20;

        assertThat(Heap.beyondLimit(config, needed)).isEmpty();
        assertThat(Heap.beyondLimit(config, 128L << 20))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("1000 virtual routers take ")
                        .contains("128 MB for this process", "Docker: --memory"));
    }

    private GatewayConfig routers(int count) throws IOException, ConfigException {
        var instances = IntStream.range(0, count)
                .mapToObj(number -> """
                          - name: r%1$d
                            interface: eth%2$d
                            vrid: %3$d
                            addresses: [10.0.%2$d.%3$d/16]
                        """.formatted(number, number / 255, number % 255 + 1))
                .collect(Collectors.joining("", "instances:\n", ""));
        return ConfigReader.read(Files.writeString(folder.resolve("gateway.yaml"), instances));
    }

    private static int usualMegabytes() throws IOException {
        var heap = Pattern.compile("-Xmx(\\d+)m").matcher(Files.readString(OPTIONS));
        assertThat(heap.find()).isTrue();
        return Integer.parseInt(heap.group(1));
    }
}
