package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ClosingTest {
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Closing closing = new Closing(warnings::add);

    @Test
    void whatCouldNotBeClosedIsNamed() {
        closing.close("the tracker web", () -> {
            throw new IllegalStateException("no");
        });

        assertThat(warnings).singleElement().asString().startsWith("the tracker web could not be closed");
    }

    @Test
    void whatHangsIsNamedAndLeft() throws InterruptedException {
        var never = new CountDownLatch(1);
        var closed = new CountDownLatch(1);

        closing.closeTogether(Map.of("the tracker web", never::await, "the announcer", closed::countDown), 2_000);

        assertThat(closed.getCount()).isZero();
        assertThat(warnings).singleElement().asString().startsWith("the tracker web did not end in time");
    }
}
