package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.linux.NetlinkEvent.LinkChanged;
import io.havip.linux.NetlinkEvent.LinkRemoved;
import io.havip.linux.NetlinkEvent.Overrun;
import io.havip.testing.NetworkLab;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links and addresses of a host, changed by us and by others. */
@Execution(ExecutionMode.CONCURRENT)
class RtnetlinkTest {

    private static final int GLOBAL = 0;

    private final List<NetlinkEvent> events = new ArrayList<>();
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
        eth0 = link("eth0").index();
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
    void linksAreListed() {
        assertThat(rtnetlink.links()).extracting(Link::name).contains("lo", "eth0");
        var link = link("eth0");
        assertThat(link.up()).isTrue();
        assertThat(link.running()).isTrue();
        assertThat(link.mtu()).isEqualTo(1500);
        assertThat(lab.run("host", "ip", "link", "show", "eth0"))
                .contains(link.hardwareAddress().orElseThrow().toString());
    }

    @Test
    void addressesAreListed() {
        assertThat(rtnetlink.addresses())
                .filteredOn(address -> address.interfaceIndex() == eth0)
                .extracting(InterfaceAddress::address, InterfaceAddress::prefixLength, InterfaceAddress::validSeconds)
                .contains(
                        row("10.77.0.1", 24, InterfaceAddress.FOREVER),
                        row("fd00:77::1", 64, InterfaceAddress.FOREVER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100", "fd00:77::100"})
    void whatIsRehearsedIsNotBound(String address) {
        rtnetlink.rehearse(lease(address, 60));

        assertThat(rtnetlink.addresses())
                .extracting(InterfaceAddress::address)
                .doesNotContain(InetAddress.ofLiteral(address));
        rtnetlink.replaceAddress(lease(address, 60));
        assertThat(rtnetlink.addresses())
                .extracting(InterfaceAddress::address)
                .contains(InetAddress.ofLiteral(address));
    }

    @Test
    void anIpv4AddressIsBoundAsAskedFor() {
        rtnetlink.replaceAddress(new AddressLease(
                eth0,
                InetAddress.ofLiteral("10.77.0.100"),
                32,
                Optional.empty(),
                253,
                Optional.of("eth0:vip"),
                Set.of(),
                60));

        assertThat(lab.run("host", "ip", "address", "show", "dev", "eth0"))
                .contains("inet 10.77.0.100/32 scope link dynamic eth0:vip\n")
                .contains("valid_lft 60sec preferred_lft 60sec");
    }

    /** As keepalived's routes are; not every {@code ip} shows it. */
    @Test
    void itIsToldWhoHasBoundAnAddress() {
        rtnetlink.replaceAddress(lease("10.77.0.100", 60));
        rtnetlink.replaceAddress(lease("fd00:77::100", 60));

        int headerSize = 8;
        var protocols = rtnetlink.dump(
                NetlinkMessage.GET_ADDRESS,
                headerSize,
                message -> message.address()
                        .filter(address -> address.validSeconds() != InterfaceAddress.FOREVER)
                        .map(_ -> message.attributes(headerSize).get(NetlinkMessage.IFA_PROTO))
                        .map(protocol -> (int) protocol.get(0)));
        assertThat(protocols).containsExactly(Route.PROTOCOL_KEEPALIVED, Route.PROTOCOL_KEEPALIVED);
    }

    @Test
    void flagsAreSetBesideWhatIsSetAnyway() {
        rtnetlink.replaceAddress(new AddressLease(
                eth0,
                InetAddress.ofLiteral("10.78.0.100"),
                24,
                Optional.empty(),
                GLOBAL,
                Optional.empty(),
                Set.of(AddressFlag.NOPREFIXROUTE),
                60));
        rtnetlink.replaceAddress(new AddressLease(
                eth0,
                InetAddress.ofLiteral("fd00:78::100"),
                64,
                Optional.empty(),
                GLOBAL,
                Optional.empty(),
                Set.of(AddressFlag.NOPREFIXROUTE, AddressFlag.HOME),
                60));

        assertThat(lab.run("host", "ip", "address", "show", "dev", "eth0"))
                .contains("inet 10.78.0.100/24 scope global dynamic noprefixroute eth0\n")
                .containsPattern("inet6 fd00:78::100/64 scope global .*nodad.*home.*noprefixroute");
        assertThat(lab.run("host", "ip", "route")).doesNotContain("10.78.0.0/24");
    }

    @ParameterizedTest
    @CsvSource({
        "10.78.0.1, 10.78.0.2, 24, 10.78.0.0/24",
        "10.78.0.1, 10.79.0.1, 32, 10.79.0.1",
        "fd00:78::1, fd00:79::2, 64, fd00:79::/64"
    })
    void anAddressWithAPeerIsTheLocalEndOfALink(String text, String other, int prefixLength, String route) {
        var address = InetAddress.ofLiteral(text);
        var peer = Optional.of(InetAddress.ofLiteral(other));
        var lease = new AddressLease(eth0, address, prefixLength, peer, GLOBAL, Optional.empty(), Set.of(), 60);
        rtnetlink.replaceAddress(lease);
        rtnetlink.replaceAddress(lease);

        assertThat(lab.run("host", "ip", "address", "show", "dev", "eth0"))
                .containsOnlyOnce(" " + text + " peer " + other + "/" + prefixLength + " scope global");
        assertThat(lab.run("host", "ip", text.contains(":") ? "-6" : "-4", "route"))
                .contains(route + " dev eth0 proto kernel");
        assertThat(rtnetlink.addresses())
                .filteredOn(present -> present.address().equals(address))
                .extracting(InterfaceAddress::prefixLength, InterfaceAddress::peer)
                .containsExactly(tuple(prefixLength, peer));
        assertThat(rtnetlink.deleteAddress(new AddressIdentity(eth0, address, prefixLength, peer)))
                .isTrue();
        assertThat(bound(text)).isFalse();
    }

    @Test
    void anIpv6AddressIsUsableAtOnceAndNoSource() {
        rtnetlink.replaceAddress(lease("fd00:77::100", 60));

        assertThat(lab.run(
                        "host",
                        "ip",
                        "address",
                        "show",
                        "dev",
                        "eth0",
                        "to",
                        "fd00:77::100",
                        "nodad",
                        "deprecated",
                        "-tentative"))
                .contains("valid_lft 60sec preferred_lft 0sec");
    }

    @Test
    void anAddressForEverIsPermanent() {
        rtnetlink.replaceAddress(lease("10.77.0.100", InterfaceAddress.FOREVER));

        assertThat(lab.run("host", "ip", "address", "show", "dev", "eth0"))
                .contains("inet 10.77.0.100/32 scope global eth0\n       valid_lft forever preferred_lft forever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100", "fd00:77::100"})
    void anAddressThatNobodyRefreshesIsRemovedByTheKernel(String address) {
        rtnetlink.replaceAddress(lease(address, 1));
        assertThat(bound(address)).isTrue();

        await().untilAsserted(() -> assertThat(bound(address)).isFalse());
    }

    @Test
    void aHostsAddressOutlivesALeaseThatEndsBesideIt() {
        lab.run("host", "ip", "address", "flush", "dev", "eth0");
        rtnetlink.replaceAddress(new AddressLease(
                eth0,
                InetAddress.ofLiteral("10.77.0.100"),
                24,
                Optional.empty(),
                GLOBAL,
                Optional.empty(),
                Set.of(),
                2));
        lab.run("host", "ip", "address", "add", "10.77.0.1/24", "dev", "eth0");
        assertThat(lab.run("host", "ip", "address", "show", "to", "10.77.0.1")).contains("secondary");

        lab.inside("host", () -> {
            rtnetlink.keepSecondaries(link("eth0"));
            return rtnetlink;
        });
        await().untilAsserted(() -> assertThat(bound("10.77.0.100")).isFalse());
        assertThat(bound("10.77.0.1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100", "fd00:77::100"})
    void anAddressThatIsRefreshedStays(String address) {
        rtnetlink.replaceAddress(lease(address, 2));

        await().pollInterval(Duration.ofMillis(100))
                .during(Duration.ofSeconds(3))
                .until(() -> {
                    rtnetlink.replaceAddress(lease(address, 2));
                    return bound(address);
                });
        assertThat(events()).doesNotHaveAnyElementsOfTypes(AddressRemoved.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100", "fd00:77::100"})
    void anAddressIsRemovedOnce(String text) {
        var address = InetAddress.ofLiteral(text);
        rtnetlink.replaceAddress(lease(text, 60));

        var identity = new AddressIdentity(eth0, address, prefixLength(text), Optional.empty());
        assertThat(rtnetlink.deleteAddress(identity)).isTrue();
        assertThat(bound(text)).isFalse();
        assertThat(rtnetlink.deleteAddress(identity)).isFalse();
    }

    @Test
    void anAddressOfAnInterfaceThatHasGoneIsNotThere() {
        lab.run("host", "ip", "link", "delete", "eth0");

        assertThat(rtnetlink.deleteAddress(
                        new AddressIdentity(eth0, InetAddress.ofLiteral("10.77.0.1"), 24, Optional.empty())))
                .isFalse();
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> rtnetlink.replaceAddress(lease("10.77.0.100", 60)))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
    }

    @Test
    void aRefusalSaysWhatWasWrong() {
        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> rtnetlink.replaceAddress(new AddressLease(
                        eth0,
                        InetAddress.ofLiteral("10.77.0.100"),
                        33,
                        Optional.empty(),
                        GLOBAL,
                        Optional.empty(),
                        Set.of(),
                        60)))
                .withMessageContaining("bind 10.77.0.100/33: Invalid argument")
                .withMessageContaining("prefix length");
    }

    @Test
    void moreAddressesThanADatagramHoldsAreListed() {
        for (int i = 0; i < 1000; i++) {
            rtnetlink.replaceAddress(lease("10.78.%d.%d".formatted(i / 250, i % 250 + 1), 60));
        }

        assertThat(rtnetlink.addresses())
                .filteredOn(address -> address.prefixLength() == 32)
                .hasSize(1000);
    }

    @Test
    void theMonitorSeesALinkGoAndCome() {
        lab.run("host", "ip", "link", "set", "eth0", "down");
        assertThat(events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                LinkChanged.class,
                                changed -> assertThat(changed.link().up()).isFalse()));

        lab.run("host", "ip", "link", "set", "eth0", "up");
        await().untilAsserted(() -> assertThat(events()).contains(new LinkChanged(link("eth0"))));
    }

    @Test
    void theMonitorSeesTheOtherEndOfTheCableGo() {
        lab.run(NetworkLab.SWITCH, "ip", "link", "set", "host.eth0", "down");

        await().untilAsserted(() -> assertThat(events())
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(LinkChanged.class, changed -> {
                    assertThat(changed.link().up()).isTrue();
                    assertThat(changed.link().running()).isFalse();
                })));
    }

    @Test
    void theMonitorSeesALinkRemoved() {
        lab.run("host", "ip", "link", "delete", "eth0");

        assertThat(events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                LinkRemoved.class,
                                removed -> assertThat(removed.link().index()).isEqualTo(eth0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100", "fd00:77::100"})
    void theMonitorSeesWhatOthersDoToAddresses(String text) {
        var address = InetAddress.ofLiteral(text);
        lab.run("host", "ip", "address", "add", text, "dev", "eth0");
        assertThat(events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                AddressAdded.class,
                                added -> assertThat(added.address().address()).isEqualTo(address)));

        events.clear();
        lab.run("host", "ip", "address", "delete", text + "/" + prefixLength(text), "dev", "eth0");
        assertThat(events())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                AddressRemoved.class,
                                removed ->
                                        assertThat(removed.address().address()).isEqualTo(address)));
    }

    @Test
    void theMonitorSaysWhenItHasLostSomething() {
        await().untilAsserted(() -> {
            for (int i = 0; i < 10_000; i++) {
                rtnetlink.replaceAddress(lease("10.77.0.100", 60));
            }
            assertThat(events()).hasAtLeastOneElementOfType(Overrun.class);
        });
        events.clear();

        rtnetlink.replaceAddress(lease("10.77.0.101", 60));
        assertThat(events()).as("and goes on").hasSize(1).hasOnlyElementsOfType(AddressAdded.class);
    }

    private List<NetlinkEvent> events() {
        monitor.drain(events::add);
        return events;
    }

    private Link link(String name) {
        return rtnetlink.links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean bound(String address) {
        return rtnetlink.addresses().stream().anyMatch(bound -> bound.address().equals(InetAddress.ofLiteral(address)));
    }

    private AddressLease lease(String address, long validSeconds) {
        return new AddressLease(
                eth0,
                InetAddress.ofLiteral(address),
                prefixLength(address),
                Optional.empty(),
                GLOBAL,
                Optional.empty(),
                Set.of(),
                validSeconds);
    }

    private static int prefixLength(String address) {
        return address.contains(":") ? 128 : 32;
    }

    private static Tuple row(String address, int prefixLength, long validSeconds) {
        return tuple(InetAddress.ofLiteral(address), prefixLength, validSeconds);
    }
}
