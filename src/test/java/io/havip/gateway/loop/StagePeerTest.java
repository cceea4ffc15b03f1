package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.Instances;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether routers take it for a peer is {@link RehearsalTest}'s. */
class StagePeerTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

    private final StagePeer peer = new StagePeer(Instances.withPriority(100).settings(), List.of(OWN, OTHER), 1500);

    @Test
    void itSaysSomethingElseEachTimeSoThatItIsDecoded() {
        assertThat(advertisedPriority()).isEqualTo(98);
        assertThat(advertisedPriority()).isEqualTo(99);
        assertThat(advertisedPriority()).isEqualTo(98);
    }

    private int advertisedPriority() {
        var heard = peer.advertisement(OWN, 1_700_000_000_000L);
        assertThat(heard.source()).isEqualTo(OTHER);
        var decoded = VrrpCodec.decode(heard.payload(), heard.source(), heard.destination());
        assertThat(decoded).isInstanceOf(Decoded.Packet.class);
        return ((Decoded.Packet) decoded).advertisement().priority();
    }

    @Test
    void whereNoPriorityIsLeftForItThereIsNone() {
        assertThat(new StagePeer(Instances.withPriority(2).settings(), List.of(OWN, OTHER), 1500).advertises())
                .isFalse();
    }
}
