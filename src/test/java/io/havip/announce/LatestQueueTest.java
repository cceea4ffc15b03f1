package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatestQueueTest {
    private final LatestQueue<String, Integer> queue = new LatestQueue<>();

    @Test
    void theLatestOfEachIsTakenInTheTurnOfTheFirst() throws InterruptedException {
        assertThat(queue.put("web", 1)).isNull();
        assertThat(queue.put("mail", 2)).isNull();
        assertThat(queue.put("web", 3)).isEqualTo(1);

        assertThat(queue.take()).isEqualTo(3);
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1)).isNull();
    }

    @Test
    void whatIsNotTakenNeverGrows() {
        IntStream.range(0, 100_000).forEach(i -> queue.put(i % 2 == 0 ? "web" : "mail", i));

        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.poll()).isEqualTo(99_998);
        assertThat(queue.poll()).isEqualTo(99_999);
    }

    @Test
    void theLastOneThatIsPutIsTakenWhoeverTakesMeanwhile() throws InterruptedException {
        int last = 100_000;
        var puts =
                CompletableFuture.runAsync(() -> IntStream.rangeClosed(0, last).forEach(i -> queue.put("web", i)));
        List<Integer> taken = new ArrayList<>();
        while (taken.isEmpty() || taken.getLast() < last) {
            taken.add(queue.take());
        }
        puts.join();

        assertThat(taken).isSorted().doesNotHaveDuplicates();
        assertThat(queue.poll()).isNull();
    }
}
