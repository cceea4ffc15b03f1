package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ReconfigurationTest {
    @Test
    void whatALoopThatHasEndedNoLongerCarriesOutIsNotSaidToBeInForce() throws Exception {
        var ended = Thread.ofPlatform().start(() -> {});
        ended.join();

        assertThatIllegalStateException()
                .isThrownBy(() -> Reconfiguration.await(new CountDownLatch(1), ended))
                .withMessage("the protocol loop has ended");
    }
}
