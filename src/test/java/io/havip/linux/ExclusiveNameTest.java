package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExclusiveNameTest {
    private final String name = "test " + UUID.randomUUID();

    @Test
    void onlyOneCanHaveItUntilItIsGivenBack() {
        var first = ExclusiveName.take(name).orElseThrow();
        assertThat(ExclusiveName.take(name)).isEmpty();

        first.close();

        var second = ExclusiveName.take(name);
        assertThat(second).isPresent();
        second.orElseThrow().close();
    }

    @Test
    void whatIsTooLongIsCut() {
        try (var first = ExclusiveName.take(name.repeat(5)).orElseThrow()) {
            assertThat(first.fd()).isPositive();
            assertThat(ExclusiveName.take(name.repeat(6))).isEmpty();
        }
    }
}
