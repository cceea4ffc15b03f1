package io.havip.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.Instances;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.LinkChanged;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.testing.UnseenTraffic;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of the addresses that a host has. */
class AddressDoctorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress VIP = InetAddress.ofLiteral("10.77.0.100");
    private static final int ETH0 = 2;
    private static final int ETH1 = 3;

    private final InterfaceTable interfaces = new InterfaceTable();
    private final List<InetAddress> missed = new ArrayList<>();
    private final Traffic traffic = new UnseenTraffic() {
        @Override
        public List<InetAddress> missed(String instance) {
            return missed;
        }
    };
    private Optional<String> impediment = Optional.empty();
    private final Announcements announcements = new Announcements() {
        @Override
        public void prepare(Link link) {}

        @Override
        public void start(Announcement announcement, Listener listener) {}

        @Override
        public void stop(String instance) {}

        @Override
        public Optional<String> impediment() {
            return impediment;
        }
    };
    private final AddressDoctor doctor = doctor(Instances.withPriority(150));

    private AddressDoctor doctor(Instances instances) {
        return new AddressDoctor(instances.settings(), interfaces, traffic, announcements, Ownership.NONE);
    }

    @BeforeEach
    void twoInterfaces() {
        interfaces.apply(new LinkChanged(new Link(ETH0, "eth0", true, true, Optional.empty(), 1500)), 0);
        interfaces.apply(new LinkChanged(new Link(ETH1, "eth1", true, true, Optional.empty(), 1500)), 0);
    }

    @Test
    void whatIsAnnouncedOnceOnlyIsSaidWithTheMend() {
        impediment = Optional.of("libpcap is not installed: apt-get install libpcap0.8");

        assertThat(doctor.review(State.BACKUP, 0)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.ANNOUNCED_ONCE);
            assertThat(finding.mend()).isEqualTo("libpcap is not installed: apt-get install libpcap0.8");
        });
        assertThat(doctor(Instances.withPriority(150).addresses(new String[0])).review(State.BACKUP, 0))
                .as("nothing to announce")
                .isEmpty();
    }

    @Test
    void whatIsExactlyOursIsNoFinding() {
        bind(ETH0, "10.77.0.100", 24);
        bind(ETH0, "10.77.0.1", 24);

        assertThat(doctor.review(State.BACKUP, 0)).isEmpty();
    }

    @Test
    void theSameNumberWithAnotherPrefixLengthIsTheHosts() {
        bind(ETH0, "10.77.0.100", 32);

        assertThat(doctor.review(State.BACKUP, 0)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.HOST_ADDRESS);
            assertThat(finding.sentence()).contains("10.77.0.100/32 on eth0 is not 10.77.0.100/24 on eth0");
            assertThat(finding.mend()).isNotBlank();
        });
    }

    @Test
    void theSameNumberOnAnotherInterfaceIsTheHosts() {
        bind(ETH1, "10.77.0.100", 24);

        assertThat(kinds(doctor.review(State.BACKUP, 0))).containsExactly(Kind.HOST_ADDRESS);
    }

    @Test
    void whatAnotherVirtualRouterHoldsIsNoFinding() {
        interfaces.lease(bind(ETH1, "10.77.0.100", 24).identity());

        assertThat(doctor.review(State.BACKUP, 0)).isEmpty();
    }

    @Test
    void aLinkLocalNumberIsAnotherOneOnEachLink() {
        var linkLocal = doctor(Instances.withPriority(150).addresses("fe80::1/64"));
        bind(ETH1, "fe80::1", 64);
        assertThat(linkLocal.review(State.BACKUP, 0)).isEmpty();

        bind(ETH0, "fe80::1", 128);
        assertThat(kinds(linkLocal.review(State.BACKUP, 0))).containsExactly(Kind.HOST_ADDRESS);
    }

    @Test
    void anOwnersAddressesAreTheHosts() {
        bind(ETH0, "10.77.0.100", 32);

        assertThat(doctor(Instances.withPriority(255)).review(State.BACKUP, 0)).isEmpty();
    }

    @Test
    void whatWasRemovedIsToldOfForAWhile() {
        doctor.evicted(List.of(VIP), SECOND);

        assertThat(doctor.review(State.BACKUP, 31 * SECOND)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.STRAY_ADDRESS);
            assertThat(finding.sentence()).contains("10.77.0.100");
        });
        assertThat(doctor.review(State.BACKUP, 32 * SECOND)).isEmpty();
    }

    @Test
    void whatTheNetworkSendsElsewhereIsAFindingOfAnActiveRouter() {
        assertThat(doctor.review(State.ACTIVE, 0)).isEmpty();

        missed.add(VIP);
        missed.add(InetAddress.ofLiteral("fd00:77::100"));
        assertThat(doctor.review(State.ACTIVE, 0)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.NO_TRAFFIC);
            assertThat(finding.sentence()).startsWith("nothing has arrived for 10.77.0.100, fd00:77::100 since");
            assertThat(finding.mend()).contains("HAVIP", "subnet", "security groups", "gratuitous ARP");
        });
        assertThat(doctor.review(State.BACKUP, 0)).isEmpty();
    }

    private InterfaceAddress bind(int index, String address, int prefixLength) {
        var bound = new InterfaceAddress(
                index, InetAddress.ofLiteral(address), prefixLength, Optional.empty(), 0, 0, InterfaceAddress.FOREVER);
        interfaces.apply(new AddressAdded(bound), 0);
        return bound;
    }

    private static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }
}
