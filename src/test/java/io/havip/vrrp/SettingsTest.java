package io.havip.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.havip.testing.Changed;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a virtual router can be set to, whatever a configuration lets through. */
class SettingsTest {
    private static final VirtualRouterSettings USUAL =
            Flavour.V3_IPV4.settings(100).build();

    @Test
    void thereAreAsManyRoutersAndPrioritiesAsAByteHasButForNone() {
        for (var component : List.of("vrid", "priority")) {
            for (int possible : new int[] {1, 255}) {
                assertThatCode(() -> Changed.of(USUAL, Map.of(component, possible)))
                        .doesNotThrowAnyException();
            }
            for (int impossible : new int[] {0, 256}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Changed.of(USUAL, Map.of(component, impossible)))
                        .havingRootCause()
                        .withMessageContaining(impossible + " is not in 1..255");
            }
        }
    }

    @Test
    void silenceIsCountedInOneToAHundredIntervals() {
        assertThat(List.of(new Timing(1, 1), new Timing(1, 100))).hasSize(2);
        for (int impossible : new int[] {0, 101}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Timing(1, impossible));
        }
    }

    @Test
    void anAdvertisementNamesNoMoreAddressesThanThereIsRoomFor() {
        var addresses = List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("10.0.0.2"));
        var whole = new Advertisement(Version.V3, 51, 100, 1_000_000_000L, addresses);

        assertThat(whole.first(3)).isEqualTo(whole);
        assertThat(whole.first(2)).isSameAs(whole);
        assertThat(whole.first(1).addresses()).containsExactly(addresses.getFirst());
    }

    @Test
    void noTextTellsASecret() {
        assertThat(new Authentication.Password("geheim")).hasToString("Password[****]");
        assertThat(new Authentication.Key("ab".repeat(Authentication.Key.BYTES_MIN)))
                .hasToString("Key[****]");
    }

    @Test
    void aKeyIsAsLongAsADigestOrTwice() {
        assertThat(new Authentication.Key("ab".repeat(64)).bytes()).hasSize(64);
        for (int bytes : new int[] {31, 65}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Authentication.Key("ab".repeat(bytes)));
        }
    }
}
