package io.havip.gateway.settings;

import io.havip.announce.AnnouncementSettings;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reactions;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** VRRP instances for tests: {@code eth0}, VRID 51, version 3, 100 ms, multicast, unless said otherwise. */
public record Instances(
        Version version,
        int priority,
        long intervalNanos,
        boolean preempt,
        Transport transport,
        Authentication authentication,
        ChecksumForm checksum,
        List<String> addresses,
        List<Tracking> health,
        boolean virtualMac) {

    public static final String INTERFACE = "eth0";
    public static final String VIRTUAL_INTERFACE = "vrrp.51";
    public static final int VRID = 51;
    /** Signs, and insists on a signature, with 5 s for the difference of clocks. */
    public static final Hmac HMAC =
            new Hmac(Map.of(1, new Key("ab".repeat(Key.BYTES_MIN))), 1, OptionalInt.of(5), Hmac.Mode.ENFORCE);

    public static final long INTERVAL_NANOS = 100_000_000L;

    /** A plain instance for {@code 10.77.0.100/24}. */
    public static Instances withPriority(int priority) {
        return new Instances(
                Version.V3,
                priority,
                INTERVAL_NANOS,
                true,
                Transport.Multicast.of(Family.IPV4),
                new Authentication.None(),
                ChecksumForm.PSEUDO_HEADER,
                List.of("10.77.0.100/24"),
                List.of(),
                false);
    }

    public Instances version2(long seconds, Authentication password) {
        return with(changed -> {
            changed.version = Version.V2;
            changed.intervalNanos = seconds * 1_000_000_000L;
            changed.authentication = password;
        });
    }

    public Instances authentication(Authentication other) {
        return with(changed -> changed.authentication = other);
    }

    public Instances unicast(String... peers) {
        return unicast(Optional.empty(), peers);
    }

    public Instances unicastFrom(String source, String... peers) {
        return unicast(Optional.of(InetAddress.ofLiteral(source)), peers);
    }

    private Instances unicast(Optional<InetAddress> source, String... peers) {
        var to = Arrays.stream(peers).map(InetAddress::ofLiteral).toList();
        return with(changed -> changed.transport = new Transport.Unicast(source, to, Transport.Unicast.HOP_LIMIT));
    }

    public Instances nopreempt() {
        return with(changed -> changed.preempt = false);
    }

    public Instances interval(long nanos) {
        return with(changed -> changed.intervalNanos = nanos);
    }

    public Instances checksum(ChecksumForm form) {
        return with(changed -> changed.checksum = form);
    }

    public Instances addresses(String... withPrefix) {
        return with(changed -> changed.addresses = List.of(withPrefix));
    }

    public Instances tracking(String tracker, int weight) {
        return with(changed -> changed.health = List.of(new Tracking(tracker, weight, false)));
    }

    /** With the virtual router MAC address, on an interface of its own. */
    public Instances withVirtualMac() {
        return with(changed -> changed.virtualMac = true);
    }

    /** The same, but for something. */
    private Instances with(Consumer<Changed> change) {
        var changed = new Changed();
        change.accept(changed);
        return new Instances(
                changed.version,
                priority,
                changed.intervalNanos,
                changed.preempt,
                changed.transport,
                changed.authentication,
                changed.checksum,
                changed.addresses,
                changed.health,
                changed.virtualMac);
    }

    private final class Changed {
        private Version version = Instances.this.version;
        private long intervalNanos = Instances.this.intervalNanos;
        private boolean preempt = Instances.this.preempt;
        private Transport transport = Instances.this.transport;
        private Authentication authentication = Instances.this.authentication;
        private ChecksumForm checksum = Instances.this.checksum;
        private List<String> addresses = Instances.this.addresses;
        private List<Tracking> health = Instances.this.health;
        private boolean virtualMac = Instances.this.virtualMac;
    }

    public InstanceSettings settings() {
        return settings("VI_1", VRID);
    }

    public InstanceSettings settings(Routing routing) {
        return settings("VI_1", VRID, INTERFACE, Optional.empty(), routing);
    }

    public InstanceSettings settings(String name, int vrid) {
        return settings(name, vrid, INTERFACE, Optional.empty());
    }

    public InstanceSettings settings(String name, int vrid, String interfaceName, Optional<String> syncGroup) {
        return settings(name, vrid, interfaceName, syncGroup, Routing.NONE);
    }

    private InstanceSettings settings(
            String name, int vrid, String interfaceName, Optional<String> syncGroup, Routing routing) {
        var family = addresses.getFirst().contains(":") ? Family.IPV6 : Family.IPV4;
        var mac = new VirtualMac(VIRTUAL_INTERFACE, interfaceName, VirtualMac.addressOf(family, vrid), true);
        var virtual = addresses.stream()
                .map(address -> virtualAddress(address, virtualMac ? VIRTUAL_INTERFACE : interfaceName))
                .toList();
        boolean unicast = transport instanceof Transport.Unicast;
        return new InstanceSettings(
                name,
                interfaceName,
                new VirtualRouterSettings(
                        version,
                        vrid,
                        priority,
                        Timing.every(intervalNanos),
                        new Preemption(preempt, 0),
                        new Reactions(
                                true,
                                false,
                                transport instanceof Transport.Unicast peers
                                        && peers.peers().size() == 1),
                        virtual.stream().map(VirtualAddress::address).toList()),
                new ExchangeSettings(
                        unicast
                                ? transport
                                : Transport.Multicast.of(
                                        Family.of(virtual.getFirst().address())),
                        authentication,
                        checksum,
                        unicast ? ExchangeSettings.HopLimitRange.ANY : ExchangeSettings.HopLimitRange.LINK_LOCAL,
                        true),
                new MovingSettings(
                        virtual, virtualMac ? List.of(mac) : List.of(), true, routing, AnnouncementSettings.DEFAULT),
                new TrackingSettings(true, List.of(), health),
                syncGroup.map(group -> new SyncGroupSettings(group, Map.of())),
                new NotificationSettings(Map.of(), false));
    }

    private static VirtualAddress virtualAddress(String withPrefix, String interfaceName) {
        var parts = withPrefix.split("/");
        var ends = parts[0].split(" peer ");
        return new VirtualAddress(
                InetAddress.ofLiteral(ends[0]),
                Integer.parseInt(parts[1]),
                Arrays.stream(ends).skip(1).map(InetAddress::ofLiteral).findFirst(),
                interfaceName,
                Optional.empty(),
                0,
                true,
                Set.of());
    }
}
