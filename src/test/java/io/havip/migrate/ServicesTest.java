package io.havip.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesTest {
    @Test
    void bothWordsAreReplacedWhereverTheyStand() throws IOException {
        var services = new Services("test /etc/init.d/SERVICE != ACTION -a SERVICE = keepalived");

        assertThat(services.command("stop", "keepalived"))
                .isEqualTo("test /etc/init.d/keepalived != stop -a keepalived = keepalived");
        services.run("stop", "keepalived", Optional::empty);
    }

    @Test
    void whatFailsSaysWhy() {
        assertThatIOException()
                .isThrownBy(() -> new Services("ls /ACTION ACTION SERVICE").run("stop", "x", Optional::empty))
                .withMessageContaining("ended with status 2")
                .withMessageContaining("cannot access");
        assertThatIOException()
                .isThrownBy(() -> new Services("/nowhere/ctl ACTION SERVICE").run("stop", "x", Optional::empty))
                .withMessageContaining("/nowhere/ctl");
    }

    @Test
    void whatTakesTooLongForTheAddressesIsNotWaitedFor() {
        assertThatIOException()
                .isThrownBy(() -> new Services("tail -f /dev/null ACTION SERVICE")
                        .run("start", "x", () -> Optional.of("nobody has them")))
                .withMessage("nobody has them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemctl", "systemctl ACTION", "service SERVICE"})
    void bothWordsAreNeeded(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Services(template))
                .withMessageContaining("lacks the word");
    }
}
