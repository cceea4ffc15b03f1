package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Link;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdvertisementRoomTest {
    private final AdvertisementRoom room = new AdvertisementRoom();

    private static InstanceSettings with(int addresses) {
        return Instances.withPriority(100)
                .addresses(IntStream.range(1, addresses + 1)
                        .mapToObj(number -> "fd00:77::1:" + Integer.toHexString(number) + "/64")
                        .toArray(String[]::new))
                .settings();
    }

    private static Link eth0(int mtu) {
        return new Link(2, "eth0", true, true, Optional.empty(), mtu);
    }

    @Test
    void whatIsLeftOutIsToldOnce() {
        assertThat(room.follow(with(100), eth0(1500)))
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("room for 89 of 100 addresses, by the MTU of eth0, 1500"));
        assertThat(room.addresses()).isEqualTo(89);

        assertThat(room.follow(with(100), eth0(1500))).isEmpty();
    }

    @Test
    void nothingIsSaidWhereAllFit() {
        assertThat(room.follow(with(89), eth0(1500))).isEmpty();
        assertThat(room.follow(with(89), eth0(9000))).isEmpty();
    }

    @Test
    void anotherMtuChangesNothingUntilTheSettingsChange() {
        assertThat(room.follow(with(89), eth0(1500))).isEmpty();

        assertThat(room.follow(with(89), eth0(1400)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("89 of 89 addresses are advertised as before; after a restart it is 83"));
        assertThat(room.addresses()).isEqualTo(89);
        assertThat(room.follow(with(89), eth0(1400))).as("told before").isEmpty();
        assertThat(room.follow(with(89), eth0(1500))).as("all is well again").isEmpty();

        assertThat(room.follow(with(100), eth0(9000))).isEmpty();
        assertThat(room.addresses()).isEqualTo(255);
    }
}
