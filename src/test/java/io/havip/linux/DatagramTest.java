package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class DatagramTest {
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final Datagram FIRST = from("10.0.0.1", GROUP, 1);

    private static Datagram from(String source, InetAddress destination, int content) {
        return new Datagram(
                new byte[] {1, 2, (byte) content}, InetAddress.ofLiteral(source), destination, 255, content);
    }

    @Test
    void theSameFromTheSameToTheSameIsARepetitionWhenever() {
        var later = new Datagram(FIRST.payload().clone(), FIRST.source(), GROUP, 64, FIRST.receivedAtNanos() + 1);

        assertThat(later.repeats(FIRST)).isTrue();
    }

    @Test
    void anotherSendersOrAnotherContentIsNone() {
        assertThat(from("10.0.0.2", GROUP, 1).repeats(FIRST)).isFalse();
        assertThat(from("10.0.0.1", InetAddress.ofLiteral("10.0.0.9"), 1).repeats(FIRST))
                .isFalse();
        assertThat(from("10.0.0.1", GROUP, 2).repeats(FIRST)).isFalse();
    }
}
