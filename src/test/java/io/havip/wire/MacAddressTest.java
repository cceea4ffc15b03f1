package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.havip.vrrp.Family;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

    @Test
    void textAndBytesAreTheSameAddress() {
        var address = MacAddress.parse("00:00:5E:00:01:fe");

        assertThat(address.toBytes()).containsExactly(0, 0, 0x5e, 0, 1, 0xfe);
        assertThat(MacAddress.of(address.toBytes())).isEqualTo(address).hasToString("00:00:5e:00:01:fe");
    }

    @Test
    void theHighestBitIsNoSign() {
        assertThat(MacAddress.of(new byte[] {-1, -1, -1, -1, -1, -1})).isEqualTo(MacAddress.BROADCAST);
        assertThat(MacAddress.parse("00:01:ff:ff:ff:fe").bits()).isEqualTo(0x0001_ffff_fffeL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00:00:5e:00:01", "00:00:5e:00:01:0a:0b", "00-00-5e-00-01-0a", "00:00:5e:00:01:0g"})
    void refusesWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MacAddress.parse(text))
                .withMessageContaining("not a MAC address");
    }

    @Test
    void aVirtualRouterHasOneOfItsOwnOfEachFamily() {
        assertThat(MacAddress.virtual(Family.IPV4, 51)).hasToString("00:00:5e:00:01:33");
        assertThat(MacAddress.virtual(Family.IPV6, 255)).hasToString("00:00:5e:00:02:ff");
    }
}
