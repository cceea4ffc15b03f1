package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A router between two networks: its addresses on both sides are on one node or on the other, never apart. */
@Execution(ExecutionMode.CONCURRENT)
class SyncGroupTest {
    private static final String OUTSIDE = "10.77.0.100";
    private static final String INSIDE = "10.78.0.100";

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHostsTwice() {
        lab = NetworkLab.create();
        connect("one", 1);
        connect("two", 2);
    }

    private void connect(String host, int number) {
        lab.namespace(host);
        lab.connect(host, "eth0", "10.77.0." + number + "/24");
        lab.connect(host, "eth1", "10.78.0." + number + "/24");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void bothSidesMoveWhenOneFails() {
        try (var one = Node.start(lab, "one", group(150));
                var two = Node.start(lab, "two", group(100))) {
            await().until(() -> owns("one") && all(two, State.BACKUP));

            lab.plug("one", "eth1", false);
            await().until(() -> owns("two"));
            assertThat(all(one, State.FAULT)).isTrue();
            assertThat(one.statuses().get("outside").faults()).containsEntry("sync group pair: inside", "is faulty");

            lab.plug("one", "eth1", true);
            await().until(() -> owns("one") && all(two, State.BACKUP));
            await().until(() -> two.count("havip.vrrp.transitions", "cause", "group")
                            + two.count("havip.vrrp.transitions", "cause", "better_heard")
                    == 2);
        }
    }

    @Test
    void oneSilentSideMovesNothing() {
        try (var one = Node.start(lab, "one", group(150));
                var two = Node.start(lab, "two", group(100))) {
            await().until(() -> owns("one") && all(two, State.BACKUP));

            lab.run("two", "nft", "add table inet lab; add chain inet lab in { type filter hook input priority 0; }");
            lab.run("two", "nft", "add rule inet lab in iifname eth1 ip protocol vrrp drop");

            double heard = two.count("havip.vrrp.advertisements.received", "vrrp_instance", "outside");
            await().until(() ->
                    two.count("havip.vrrp.advertisements.received", "vrrp_instance", "outside") > heard + 20);
            assertThat(all(two, State.BACKUP)).isTrue();

            lab.plug("one", "eth0", false);
            await().until(() -> owns("two"));
        }
    }

    @Test
    void keepalivedMovesLikewise() {
        try (var one = Node.start(lab, "one", group(150));
                var keepalived = Keepalived.start(lab, "two", keepalivedGroup(100))) {
            await().until(() -> owns("one"));

            lab.plug("one", "eth1", false);
            await().until(() -> owns("two"));

            lab.plug("one", "eth1", true);
            await().until(() -> owns("one"));
            assertThat(all(one, State.ACTIVE)).isTrue();

            lab.plug("two", "eth0", false);
            assertThat(owns("one")).isTrue();
        }
    }

    @Test
    void weTakeOverBothSidesFromKeepalived() {
        try (var two = Node.start(lab, "two", group(100));
                var keepalived = Keepalived.start(lab, "one", keepalivedGroup(150))) {
            await().until(() -> owns("one") && all(two, State.BACKUP));

            lab.plug("one", "eth0", false);
            await().until(() -> owns("two"));

            lab.plug("one", "eth0", true);
            await().until(() -> owns("one") && all(two, State.BACKUP));
            keepalived.stop();
            await().until(() -> owns("two"));
        }
    }

    /** Both addresses, and the other host none. */
    private boolean owns(String host) {
        String other = host.equals("one") ? "two" : "one";
        return lab.binds(host, OUTSIDE)
                && lab.binds(host, INSIDE)
                && !lab.binds(other, OUTSIDE)
                && !lab.binds(other, INSIDE);
    }

    private static boolean all(Node node, State state) {
        return node.statuses().values().stream()
                .allMatch(status -> status.role().state() == state);
    }

    private static List<InstanceSettings> group(int priority) {
        var instances = Instances.withPriority(priority);
        var group = Optional.of("pair");
        return List.of(
                instances.addresses(OUTSIDE + "/24").settings("outside", 51, "eth0", group),
                instances.addresses(INSIDE + "/24").settings("inside", 52, "eth1", group));
    }

    private static String keepalivedGroup(int priority) {
        return """
                global_defs {
                    vrrp_version 3
                }
                vrrp_sync_group pair {
                    group {
                        outside
                        inside
                    }
                }
                """
                + keepalivedInstance("outside", 51, "eth0", priority, OUTSIDE)
                + keepalivedInstance("inside", 52, "eth1", priority, INSIDE);
    }

    private static String keepalivedInstance(
            String name, int vrid, String interfaceName, int priority, String address) {
        return """
            vrrp_instance %s {
                interface %s
                virtual_router_id %d
                priority %d
                advert_int 0.1
                virtual_ipaddress {
                    %s/24
                }
            }
            """.formatted(name, interfaceName, vrid, priority, address);
    }
}
