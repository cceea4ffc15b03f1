package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.Instances;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.testing.Answering;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How routers take what is heard here is {@link RehearsalTest}'s. */
class StageSocketTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");

    private final KernelNetwork network = Answering.as(KernelNetwork.class, (_, _) -> List.<Link>of());
    private final Host host = Answering.as(Host.class, (_, _) -> network);
    private final StageSocket socket =
            new StageSocket(host, Instances.withPriority(100).settings(), () -> 42);

    @Test
    void aPeerIsHeardOnceForEachTimeThatIsAskedFor() {
        socket.send(new byte[0], OWN, GROUP, 255);
        assertThat(socket.receive()).as("unasked").isNull();

        socket.answer();
        int first = heardPriority();
        assertThat(socket.receive()).isNull();

        socket.answer();
        assertThat(heardPriority())
                .as("another packet than before, so that it is decoded")
                .isNotEqualTo(first);
    }

    private int heardPriority() {
        var heard = socket.receive();
        assertThat(heard).isNotNull();
        assertThat(heard.source()).isNotEqualTo(OWN);
        var decoded = VrrpCodec.decode(heard.payload(), heard.source(), heard.destination());
        assertThat(decoded).isInstanceOf(Decoded.Packet.class);
        int priority = ((Decoded.Packet) decoded).advertisement().priority();
        assertThat(priority).isBetween(1, 99);
        return priority;
    }

    @Test
    void nobodyIsHeardBeforeThereIsAnAddressToHearThemAt() {
        socket.answer();

        assertThat(socket.receive()).isNull();
    }
}
