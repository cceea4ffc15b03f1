package io.havip.gateway.settings;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.HmacOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualMacOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Version;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** VRRP instances for tests: {@code eth0}, VRID 51, version 3, 100 ms, multicast, unless said otherwise. Immutable. */
public final class Instances {
    public static final String INTERFACE = "eth0";
    public static final String VIRTUAL_INTERFACE = "vrrp.51";
    public static final int VRID = 51;
    /** Signs, and insists on a signature, with 5 s for the difference of clocks. */
    public static final Hmac HMAC =
            new Hmac(Map.of(1, new Key("ab".repeat(Key.BYTES_MIN))), 1, OptionalInt.of(5), Hmac.Mode.ENFORCE);

    public static final long INTERVAL_NANOS = 100_000_000L;

    private final List<String> addresses;
    private final Consumer<InstanceBuilder> said;

    private Instances(List<String> addresses, Consumer<InstanceBuilder> said) {
        this.addresses = addresses;
        this.said = said;
    }

    /** A plain instance for {@code 10.77.0.100/24}. */
    public static Instances withPriority(int priority) {
        return new Instances(
                List.of("10.77.0.100/24"),
                instance -> instance.with(VirtualRouterOptions.PRIORITY, priority)
                        .with(VirtualRouterOptions.INTERVAL, INTERVAL_NANOS));
    }

    private Instances with(Consumer<InstanceBuilder> more) {
        return new Instances(addresses, said.andThen(more));
    }

    public Instances version2(long seconds, Authentication password) {
        return with(instance -> instance.with(VirtualRouterOptions.VERSION, Version.V2)
                        .with(VirtualRouterOptions.INTERVAL, seconds * Durations.SECOND))
                .authentication(password);
    }

    public Instances authentication(Authentication other) {
        return with(instance -> instance.in(InstanceOptions.AUTHENTICATION, secrets -> {
            switch (other) {
                case Authentication.None() -> {}
                case Authentication.Password(var text) -> secrets.with(AuthenticationOptions.PASSWORD, text);
                case Hmac hmac -> secrets.in(AuthenticationOptions.HMAC, signing -> sign(signing, hmac));
            }
        }));
    }

    private static void sign(InstanceBuilder signing, Hmac hmac) {
        hmac.keys()
                .forEach((id, key) -> signing.item(
                        HmacOptions.KEYS,
                        item -> item.with(HmacOptions.Key.ID, id).with(HmacOptions.Key.KEY, "hex:" + key.hex())));
        signing.with(HmacOptions.ACTIVE_KEY, hmac.activeKey())
                .with(HmacOptions.ORDERED, hmac.windowSeconds().isEmpty())
                .with(HmacOptions.MODE, hmac.mode());
        hmac.windowSeconds().ifPresent(seconds -> signing.with(HmacOptions.TIME_WINDOW, seconds * Durations.SECOND));
    }

    public Instances unicast(String... peers) {
        return with(instance -> instance.in(
                InstanceOptions.UNICAST,
                unicast -> unicast.withAll(
                        UnicastOptions.PEERS,
                        Arrays.stream(peers).map(InetAddress::ofLiteral).toList())));
    }

    public Instances unicastFrom(String source, String... peers) {
        return unicast(peers)
                .with(instance -> instance.in(
                        InstanceOptions.UNICAST,
                        unicast -> unicast.with(UnicastOptions.SOURCE, InetAddress.ofLiteral(source))));
    }

    /** @param tracked whether it has to be there */
    public Instances multicastFrom(String source, boolean tracked) {
        return with(instance -> instance.in(
                InstanceOptions.MULTICAST,
                multicast -> multicast
                        .with(MulticastOptions.SOURCE, InetAddress.ofLiteral(source))
                        .with(MulticastOptions.TRACK_SOURCE, tracked)));
    }

    public Instances nopreempt() {
        return with(instance -> instance.with(VirtualRouterOptions.PREEMPT, false));
    }

    public Instances interval(long nanos) {
        return with(instance -> instance.with(VirtualRouterOptions.INTERVAL, nanos));
    }

    public Instances checksum(ChecksumForm form) {
        return with(instance -> instance.with(InstanceOptions.CHECKSUM, form));
    }

    public Instances addresses(String... withPrefix) {
        return new Instances(List.of(withPrefix), said);
    }

    public Instances withoutAddresses() {
        return new Instances(List.of(), said);
    }

    public Instances tracking(String tracker, int weight) {
        return with(instance -> instance.in(
                InstanceOptions.TRACK,
                track -> track.named(
                        TrackOptions.SCRIPTS, tracker, followed -> followed.with(TrackOptions.WEIGHT, weight))));
    }

    /** With a last resort that serves for this time at once. */
    public Instances trackingHaproxy(long retryNanos) {
        return with(instance -> instance.in(InstanceOptions.TRACK, track -> track.in(TrackOptions.HAPROXY, _ -> {}))
                .with(InstanceOptions.LAST_RESORT_RETRY, retryNanos));
    }

    /** FIFOs are told of its priority too. */
    public Instances tellingPriority() {
        return with(instance -> instance.with(InstanceOptions.NOTIFY_PRIORITY, true));
    }

    /** Whatever becomes of its interface. */
    public Instances untracked() {
        return with(instance -> instance.with(InstanceOptions.TRACK_OWN_INTERFACE, false));
    }

    /** With the virtual router MAC address, on an interface of its own. */
    public Instances withVirtualMac() {
        return with(instance -> instance.in(
                InstanceOptions.VIRTUAL_MAC, mac -> mac.with(VirtualMacOptions.INTERFACE, VIRTUAL_INTERFACE)));
    }

    /** As Active, it gives way to a lower priority that goes on. */
    public Instances yieldingUnheard() {
        return with(instance -> instance.with(VirtualRouterOptions.YIELD_WHEN_UNHEARD, true));
    }

    public Version version() {
        return settings().router().version();
    }

    public int priority() {
        return settings().router().priority();
    }

    public long intervalNanos() {
        return settings().router().timing().advertisementIntervalNanos();
    }

    public boolean preempt() {
        return settings().router().preemption().preempt();
    }

    public Transport transport() {
        return settings().exchange().transport();
    }

    public Authentication authentication() {
        return settings().exchange().authentication();
    }

    public ChecksumForm checksum() {
        return settings().exchange().checksum();
    }

    public List<String> addresses() {
        return addresses;
    }

    public boolean virtualMac() {
        return !settings().moving().virtualMacs().isEmpty();
    }

    public InstanceSettings settings() {
        return settings("VI_1", VRID);
    }

    public InstanceSettings settings(Routing routing) {
        return with(instance -> instance.withAll(InstanceOptions.ROUTES, routing.routes())
                        .withAll(InstanceOptions.RULES, routing.rules()))
                .settings();
    }

    public InstanceSettings settings(String name, int vrid) {
        return settings(name, vrid, INTERFACE, Optional.empty());
    }

    public InstanceSettings settings(String name, int vrid, String interfaceName, Optional<String> syncGroup) {
        var instance = InstanceBuilder.instance(name, interfaceName, vrid).addresses(addresses);
        syncGroup.ifPresent(group -> instance.with(InstanceOptions.SYNC_GROUP, group));
        said.accept(instance);
        return instance.build();
    }
}
