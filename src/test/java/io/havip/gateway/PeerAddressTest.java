package io.havip.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual addresses with a peer: the address moves with the role, and the kernel knows it by its peer too. */
@Execution(ExecutionMode.CONCURRENT)
class PeerAddressTest {
    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : new String[] {"one", "two"}) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.connect("two", "eth0", "10.77.0.2/24", "fd00:77::2/64");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100 peer 10.78.0.1/32", "fd00:77::100 peer fd00:78::1/64"})
    void itMovesWithTheRole(String address) {
        try (var two = start("two", 100, address)) {
            try (var one = start("one", 150, address)) {
                await().until(() -> one.state() == State.ACTIVE && two.state() == State.BACKUP);

                await().untilAsserted(() -> assertThat(addresses("one")).contains(address));
                assertThat(addresses("two")).doesNotContain(address);
                assertThat(one.status().boundAddresses()).containsExactly(local(address));
                await().until(() -> one.count("havip.announcements.sent") > 0);
            }
            assertThat(addresses("one")).doesNotContain(address);
            await().untilAsserted(() -> assertThat(addresses("two")).contains(address));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100 peer 10.78.0.1/32", "fd00:77::100 peer fd00:78::1/64"})
    void itIsPutBackWhenSomebodyRemovesIt(String address) {
        try (var one = start("one", 150, address)) {
            await().untilAsserted(() -> assertThat(addresses("one")).contains(address));

            var remove = ("ip address delete " + address + " dev eth0").split(" ");
            lab.run("one", remove);

            await().until(() -> one.count("havip.address.repairs") == 1);
            assertThat(addresses("one")).contains(address);
            assertThat(one.state()).isEqualTo(State.ACTIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100 peer 10.78.0.1/32", "fd00:77::100 peer fd00:78::1/64"})
    void whatAFormerRunLeftGoesAtTheStart(String address) {
        lab.run("one", ("ip address add " + address + " dev eth0").split(" "));
        try (var two = start("two", 150, address)) {
            await().until(() -> two.state() == State.ACTIVE);
            try (var one = start("one", 100, address)) {
                await().until(() -> one.state() == State.BACKUP);

                assertThat(addresses("one")).doesNotContain(address);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.100 peer 10.78.0.2/32", "10.77.0.100/32"})
    void aReloadGivesItAnotherPeerOrNone(String other) {
        try (var one = start("one", 150, "10.77.0.100 peer 10.78.0.1/32")) {
            await().untilAsserted(() -> assertThat(addresses("one")).contains("10.77.0.100 peer 10.78.0.1/32"));

            one.change(List.of(Instances.withPriority(150).addresses(other).settings()));

            await().untilAsserted(() -> assertThat(addresses("one"))
                    .contains(other + " scope global")
                    .doesNotContain("10.78.0.1/32"));
            assertThat(one.state()).isEqualTo(State.ACTIVE);
        }
    }

    private Node start(String host, int priority, String address) {
        return Node.start(lab, host, Instances.withPriority(priority).addresses(address));
    }

    private String addresses(String host) {
        return lab.run(host, "ip", "address", "show", "dev", "eth0");
    }

    private static InetAddress local(String address) {
        return InetAddress.ofLiteral(address.split(" ")[0]);
    }
}
