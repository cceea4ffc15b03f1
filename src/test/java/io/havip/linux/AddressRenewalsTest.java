package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.testing.NetworkLab;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Lifetimes that begin again, and who hears of that. */
@Execution(ExecutionMode.CONCURRENT)
class AddressRenewalsTest {
    private static final String IPV4 = "10.77.0.100";
    private static final String IPV6 = "fd00:77::100";

    private NetworkLab lab;
    private Rtnetlink rtnetlink;
    private NetlinkMonitor monitor;
    private int eth0;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.create();
        lab.namespace("host");
        lab.connect("host", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        rtnetlink = lab.inside("host", Rtnetlink::new);
        monitor = lab.inside("host", () -> new NetlinkMonitor(rtnetlink));
        eth0 = lab.link("host", "eth0").index();
    }

    @AfterEach
    void close() {
        if (monitor != null) {
            monitor.close();
            rtnetlink.close();
        }
        NetworkLab.close(lab);
    }

    @Test
    void theMonitorHearsOfOthersRenewalsAlone() {
        rtnetlink.replaceAddress(lease(IPV4, 60));
        assertThat(heard()).hasOnlyElementsOfType(AddressAdded.class).isNotEmpty();

        rtnetlink.renewAddress(lease(IPV4, 90));
        assertThat(heard()).isEmpty();
        assertThat(rtnetlink.addresses())
                .filteredOn(bound -> bound.address().equals(InetAddress.ofLiteral(IPV4)))
                .singleElement()
                .satisfies(bound -> assertThat(bound.validSeconds()).isBetween(61L, 90L));

        try (var other = lab.inside("host", Rtnetlink::new)) {
            other.renewAddress(lease(IPV4, 120));
        }
        assertThat(heard()).hasSize(1);
    }

    @Test
    void thoseOfIpv6DoNotSayWhoseTheyAre() {
        rtnetlink.replaceAddress(lease(IPV6, 60));
        heard();

        rtnetlink.renewAddress(lease(IPV6, 90));
        assertThat(heard()).hasOnlyElementsOfType(AddressAdded.class).isNotEmpty();
    }

    @Test
    void withoutTheInterfaceTheyAreRefused() {
        lab.run("host", "ip", "link", "delete", "eth0");

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> rtnetlink.renewAddress(lease(IPV4, 60)))
                .satisfies(refused -> assertThat(refused.errno()).isEqualTo(Errno.ENODEV))
                .withMessageContaining("renew 10.77.0.100/32");
    }

    /** Since this was last asked. */
    private List<NetlinkEvent> heard() {
        var events = new ArrayList<NetlinkEvent>();
        monitor.drain(events::add);
        return events;
    }

    private AddressLease lease(String address, long validSeconds) {
        return new AddressLease(
                eth0,
                InetAddress.ofLiteral(address),
                address.equals(IPV4) ? 32 : 128,
                Optional.empty(),
                0,
                Optional.empty(),
                Set.of(),
                validSeconds);
    }
}
