package io.havip.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.cloud.CallFailed;
import io.havip.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An interface of this node is found among those that its cloud knows. */
class PortsTest {
    private static final Port FIRST = new Port("eni-1", "i-1", "subnet-1", "vpc-1", "02:00:00:00:00:01");
    private static final Port SECOND = new Port("eni-2", "i-1", "subnet-2", "vpc-1", "02:00:00:00:00:0A");

    private final List<Port> told = new ArrayList<>(List.of(FIRST, SECOND));
    private int asked;

    private Ports ports(String mac) {
        return new Ports(
                () -> {
                    asked++;
                    return told;
                },
                _ -> Optional.of(mac).filter(text -> !text.isEmpty()).map(MacAddress::parse));
    }

    @Test
    void itIsTheOneWithTheSameMac() throws CallFailed, InterruptedException {
        var ports = ports("02:00:00:00:00:0a");

        assertThat(ports.of("eth1")).isEqualTo(SECOND);
        assertThat(ports.of("eth1")).isEqualTo(SECOND);
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void theOnlyOneIsItWhateverItsMac() throws CallFailed, InterruptedException {
        told.remove(SECOND);

        assertThat(ports("02:00:00:00:00:99").of("vrrp.51")).isEqualTo(FIRST);
        assertThat(ports("").of("gone")).isEqualTo(FIRST);
    }

    @Test
    void noneIsGuessed() {
        assertThatThrownBy(() -> ports("02:00:00:00:00:99").of("eth1"))
                .hasMessage("of this node's 2 interfaces at the provider none has the MAC address of eth1: name it as"
                        + " interface-id");
        told.clear();
        assertThatThrownBy(() -> ports("02:00:00:00:00:99").of("eth1")).hasMessageStartingWith("of this node's 0");
    }
}
