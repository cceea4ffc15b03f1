package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.Instances;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.testing.Answering;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.wire.ChecksumForm;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageSocketTest {
    private static final int HOP_LIMIT = 255;

    private final KernelNetwork network = Answering.as(KernelNetwork.class, (_, _) -> List.<Link>of());
    private final Host host = Answering.as(Host.class, (_, _) -> network);
    private final StageSocket socket =
            new StageSocket(host, Instances.withPriority(100).settings(), () -> 42);

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 224.0.0.18, 10.77.0.100",
        "192.0.2.1, 10.77.0.9, 10.77.0.100",
        "fe80::1, ff02::12, fe80::100",
        "fe80::1, fe80::9, fe80::100",
    })
    void whatWasSaidIsHeardOnceFromAnother(String from, String to, String address) {
        var source = InetAddress.ofLiteral(from);
        byte[] payload = advertisement(source, InetAddress.ofLiteral(to), InetAddress.ofLiteral(address));
        socket.send(payload, source, InetAddress.ofLiteral(to), HOP_LIMIT);
        assertThat(socket.receive()).as("nobody answers unasked").isNull();

        socket.answer();
        var heard = socket.receive();

        assertThat(heard).isNotNull();
        assertThat(heard.source()).isNotEqualTo(source);
        assertThat(VrrpCodec.decode(heard.payload(), heard.source(), heard.destination()))
                .as("it is an advertisement, checksum and all")
                .isInstanceOf(Decoded.Packet.class);
        assertThat(socket.receive()).isNull();
    }

    @Test
    void whereNothingWasSaidNothingIsHeard() {
        socket.answer();

        assertThat(socket.receive()).isNull();
    }

    private static byte[] advertisement(InetAddress source, InetAddress destination, InetAddress address) {
        var advertisement = new Advertisement(
                Instances.withPriority(100).version(), Instances.VRID, 100, Instances.INTERVAL_NANOS, List.of(address));
        return VrrpCodec.encode(
                advertisement, new Authentication.None(), 0, ChecksumForm.PSEUDO_HEADER, source, destination);
    }
}
