package io.havip.interop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.AuditReport;
import io.havip.audit.Irregularity.Kind;
import io.havip.gateway.Node;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.interop.Setting.Host;
import io.havip.linux.Clock;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Hosts on a hub, who of them holds the virtual addresses, and a capture of all that they say. */
final class Lan implements AutoCloseable {
    /** How many advertisements have to pass for a pair to count as quiet. */
    private static final int QUIET_ADVERTISEMENTS = 4;

    /** What may still be on its way from before the change: a router that yields advertises once more. */
    private static final int SETTLING_ADVERTISEMENTS = 2;

    /** Of Wireshark's expert information; a malformed packet is an error. */
    private static final Set<String> HARMLESS = Set.of("", "Comment", "Chat", "Note");

    private static final double NANOS = 1e9;
    private static final String VIRTUAL_MAC = "00:00:5e:00:0";
    private static final String OBSERVER = "observer";

    private final NetworkLab lab = NetworkLab.create();
    private final List<Host> hosts;
    private final Capture capture;
    private final Map<String, Host> byMac = new HashMap<>();
    private @Nullable Host virtualMacUser;

    Lan(Host... hosts) {
        this.hosts = List.of(hosts);
        for (var host : hosts) {
            lab.namespace(host.name());
            lab.connect(host.name(), Instances.INTERFACE, host.ipv4() + "/24", host.ipv6() + "/64");
            byMac.put(lab.macAddress(host.name(), Instances.INTERFACE), host);
        }
        lab.floodEverything();
        lab.namespace(OBSERVER);
        lab.connect(OBSERVER, Instances.INTERFACE);
        capture = Capture.start(lab, OBSERVER, Instances.INTERFACE);
    }

    /** What the audit of the capture finds belongs to the story. */
    Lan provoking(Kind... findings) {
        capture.provoking(findings);
        return this;
    }

    Node ours(Host host, Instances instances) {
        return Node.start(lab, host.name(), instances);
    }

    Node ours(Host host, List<InstanceSettings> settings) {
        return Node.start(lab, host.name(), settings);
    }

    Keepalived start(List<String> keepalived, Host host, String configuration) {
        return Keepalived.start(lab, host.name(), configuration, keepalived);
    }

    OtherRouter start(Daemon daemon, Host host, Instances instances) {
        if (daemon == Daemon.FRR_OF_TRIXIE) {
            virtualMacUser = host;
        }
        return daemon.start(lab, host.name(), instances);
    }

    void pullCable(Host host) {
        lab.plug(host.name(), Instances.INTERFACE, false);
    }

    void plugIn(Host host) {
        lab.plug(host.name(), Instances.INTERFACE, true);
    }

    /** No host hears another one, but for the observer, or each does again. */
    void part(boolean parted) {
        hosts.forEach(host -> lab.setApart(host.name(), Instances.INTERFACE, parted));
    }

    void mtu(Host host, int bytes) {
        lab.run(host.name(), "ip", "link", "set", Instances.INTERFACE, "mtu", Integer.toString(bytes));
    }

    /** Waits until this host, and no other, holds the addresses. */
    void awaitOwner(Host owner, Instances instances) {
        awaitOwners(instances, owner);
    }

    /** Waits until these hosts, and no others, hold the addresses: they don't understand each other. */
    void awaitOwners(Instances instances, Host... owners) {
        soon().untilAsserted(() -> assertThat(owners(instances)).containsExactly(owners));
    }

    /** Waits until this host holds the addresses, whoever else does. */
    void awaitAmongOwners(Host owner, Instances instances) {
        soon().untilAsserted(() -> assertThat(owners(instances)).contains(owner));
    }

    List<Host> owners(Instances instances) {
        var last = instances.addresses().getLast().split("/")[0]; // they are bound in their order
        return hosts.stream().filter(host -> holds(lab, host.name(), last)).toList();
    }

    /** FRR's macvlan has the address always, and is up while its host is active. */
    static boolean holds(NetworkLab lab, String host, String address) {
        return lab.binds(host, address, link -> link.name().equals(Instances.INTERFACE) || link.running());
    }

    /** Watches some advertisements go by: all are the owner's, nobody resigns, and no address moves. */
    void staysQuiet(Host owner, Node ours, Instances instances) {
        staysQuiet(owner, ours);
        assertThat(owners(instances)).containsExactly(owner);
    }

    /** Likewise, without an address. */
    void staysQuiet(Host owner, Node ours) {
        letPass(SETTLING_ADVERTISEMENTS, ours);
        double transitions = ours.count("havip.vrrp.transitions");
        double from = Clock.MACHINE.epochNanos() / NANOS;

        letPass(QUIET_ADVERTISEMENTS, ours);

        // What has passed is in the capture when a busy machine has given the observer its turn.
        soon().until(() -> heardSince(from).size() >= QUIET_ADVERTISEMENTS - 1);
        assertThat(heardSince(from)).allSatisfy(advertisement -> {
            assertThat(advertisement.from()).isEqualTo(owner);
            assertThat(advertisement.priority()).isPositive();
        });
        assertThat(ours.count("havip.vrrp.transitions")).isEqualTo(transitions);
    }

    private static void letPass(int advertisements, Node node) {
        double before = advertisementsOf(node);
        soon().until(() -> advertisementsOf(node) >= before + advertisements);
    }

    private static double advertisementsOf(Node node) {
        return node.count("havip.vrrp.advertisements.sent") + node.count("havip.vrrp.advertisements.received");
    }

    /**
     * An advertisement that the observer has seen.
     *
     * @param atSeconds since 1970
     * @param sound by Wireshark's judgement, which computes the checksum with the pseudo-header
     */
    record Heard(double atSeconds, Host from, int priority, String addresses, boolean sound) {}

    /** Everything so far. */
    List<Heard> heard() {
        return capture
                .frames(
                        "vrrp && !icmp && !icmpv6",
                        "frame.time_epoch",
                        "eth.src",
                        "vrrp.prio",
                        "vrrp.ip_addr",
                        "vrrp.ipv6_addr",
                        "vrrp.checksum.status",
                        "_ws.expert.severity")
                .stream()
                .map(frame -> new Heard(
                        Double.parseDouble(frame.get("frame.time_epoch")),
                        sender(frame.get("eth.src")),
                        Integer.parseInt(frame.get("vrrp.prio")),
                        frame.get("vrrp.ip_addr") + frame.get("vrrp.ipv6_addr"),
                        frame.get("vrrp.checksum.status").equals("Good") && !warns(frame)))
                .toList();
    }

    private List<Heard> heardSince(double epochSeconds) {
        return heard().stream()
                .filter(advertisement -> advertisement.atSeconds() > epochSeconds)
                .toList();
    }

    /** What an audit makes of it. */
    AuditReport audit() {
        return capture.audit();
    }

    /** What Wireshark makes of it: frames that match a display filter, with these fields of each. */
    List<Capture.Frame> frames(String filter, String... fields) {
        return capture.frames(filter, fields);
    }

    String mac(Host host) {
        return lab.macAddress(host.name(), Instances.INTERFACE);
    }

    private Host sender(String mac) {
        var sender = mac.startsWith(VIRTUAL_MAC) ? virtualMacUser : byMac.get(mac);
        return requireNonNull(sender, mac);
    }

    private static boolean warns(Capture.Frame frame) {
        return Stream.of(frame.get("_ws.expert.severity").split(","))
                .anyMatch(severity -> !HARMLESS.contains(severity));
    }

    static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(30));
    }

    @Override
    public void close() {
        try {
            capture.close();
        } finally {
            lab.close();
        }
    }
}
