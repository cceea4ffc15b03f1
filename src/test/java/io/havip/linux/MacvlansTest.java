package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.havip.testing.NetworkLab;
import io.havip.wire.MacAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Interfaces on top of a host's interface. */
class MacvlansTest {
    private static final MacAddress MAC = MacAddress.parse("00:00:5e:00:01:33");

    private NetworkLab lab;
    private Macvlans macvlans;
    private int eth0;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.create();
        lab.namespace("host");
        lab.connect("host", "eth0");
        macvlans = lab.inside("host", Macvlans::new);
        eth0 = index("eth0");
    }

    @AfterEach
    void close() {
        if (macvlans != null) {
            macvlans.close();
        }
        NetworkLab.close(lab);
    }

    @Test
    void oneIsMadeAsAskedForAndSwitchedOn() {
        int index = macvlans.add("vrrp.51", eth0, MAC, Map.of(Ipv4Setting.ARP_IGNORE, 1, Ipv4Setting.RP_FILTER, 2));
        macvlans.up(index);

        assertThat(index("vrrp.51")).isEqualTo(index);
        assertThat(lab.run("host", "ip", "-details", "link", "show", "vrrp.51"))
                .contains("vrrp.51@eth0", ",UP,", "link/ether " + MAC, "macvlan mode bridge", "addrgenmode none");
        assertThat(lab.run("host", "ip", "address", "show", "vrrp.51")).doesNotContain("inet");
        assertThat(setting("vrrp.51", "arp_ignore")).isEqualTo("1");
        assertThat(setting("vrrp.51", "rp_filter")).isEqualTo("2");
    }

    @Test
    void settingsOfAnyInterfaceAreChanged() {
        macvlans.configure(eth0, Map.of(Ipv4Setting.ARP_ANNOUNCE, 2));

        assertThat(setting("eth0", "arp_announce")).isEqualTo("2");
        assertThat(setting("eth0", "arp_ignore")).isEqualTo("0");
    }

    @Test
    void whatTheOneBeneathHadIsNotedForALaterRun() {
        int index = macvlans.add("vrrp.51", eth0, MAC, Map.of());
        lab.run("host", "ip", "link", "add", "other", "alias", "havip", "link", "eth0", "type", "macvlan");

        macvlans.note(index, Map.of(Ipv4Setting.ARP_IGNORE, 0, Ipv4Setting.ARP_ANNOUNCE, 12));

        try (var later = lab.inside("host", Macvlans::new)) {
            assertThat(later.notes())
                    .isEqualTo(Map.of(eth0, Map.of(Ipv4Setting.ARP_IGNORE, 0, Ipv4Setting.ARP_ANNOUNCE, 12)));
        }
    }

    @Test
    void oneIsRemovedByItsName() {
        macvlans.add("vrrp.51", eth0, MAC, Map.of());

        macvlans.remove("vrrp.51");
        macvlans.remove("vrrp.51");

        assertThat(links()).doesNotContain("vrrp.51");
    }

    @Test
    void nothingButAMacvlanIsRemoved() {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> macvlans.remove("eth0"))
                .withMessageContaining("another kind");
    }

    @Test
    void allOfOursAreRemovedAtOnceAndNobodyElses() {
        for (int vrid = 1; vrid <= 100; vrid++) {
            macvlans.add("vrrp." + vrid, eth0, new MacAddress(0x00_00_5e_00_01_00L | vrid), Map.of());
        }
        lab.run("host", "ip", "link", "add", "other", "link", "eth0", "type", "macvlan");

        macvlans.removeAll();
        macvlans.removeAll();

        assertThat(links()).doesNotContain("vrrp.").contains("other", "eth0");
    }

    @Test
    void aNameIsGivenOnce() {
        macvlans.add("vrrp.51", eth0, MAC, Map.of());

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> macvlans.add("vrrp.51", eth0, MAC, Map.of()))
                .matches(e -> e.errno() == Errno.EEXIST);
    }

    private int index(String name) {
        return lab.link("host", name).index();
    }

    private String links() {
        return lab.run("host", "ip", "-brief", "link");
    }

    private String setting(String interfaceName, String name) {
        return lab.run("host", "cat", "/proc/sys/net/ipv4/conf/" + interfaceName + "/" + name)
                .strip();
    }
}
