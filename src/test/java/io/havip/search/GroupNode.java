package io.havip.search;

import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.instance.Commons;
import io.havip.gateway.instance.InterfaceSocket;
import io.havip.gateway.instance.SyncGroup;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.observe.VirtualRouterMeters;
import io.havip.search.Nodes.Effect;
import io.havip.search.Nodes.Happening;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouter;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A node that lives: the gateway's virtual routers of one sync group, on a host of which everything is seen. */
final class GroupNode {
    static final String INTERFACE = "eth0";
    /** A tracker that makes the whole node worse. */
    static final String LOAD = "load";

    private static final Field ROUTER = field("router");
    private static final Field WAITING = field("awaitsGroup");
    /** Nobody reads what is measured. */
    private static final Meters METERS = new Meters(Clock.MACHINE, false);

    private static final VirtualRouterMeters ROUTER_METERS = METERS.virtualRouter(
            new InstanceStatus.Identity("VI", 1, INTERFACE, Family.IPV4, 1, 0, List.of(), List.of()),
            () -> InstanceStatus.initial(1, 1));

    private final SeenHost host;
    private final InterfaceSocket socket;
    /** Each one's own, so that it can be due before the other. */
    private final List<Deadlines> deadlines;

    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final List<VrrpInstance> instances = new ArrayList<>();

    GroupNode(int node, List<InstanceSettings> settings) {
        host = new SeenHost(node, settings);
        socket = new InterfaceSocket(host, INTERFACE, Family.IPV4, METERS.stray(INTERFACE, Family.IPV4));
        deadlines = settings.stream().map(_ -> new Deadlines()).toList();
        var interfaces = new InterfaceTable();
        interfaces.reserve(settings);
        interfaces.reload(host.network());
        socket.follow(interfaces);
        var members = new LinkedHashMap<VrrpInstance, InstanceSettings>();
        for (int member = 0; member < settings.size(); member++) {
            var commons = new Commons(deadlines.get(member), interfaces, verdicts, () -> 0, () -> {});
            instances.add(new VrrpInstance(settings.get(member), host, commons, socket, _ -> ROUTER_METERS));
            members.put(instances.getLast(), settings.get(member));
            says(health(member), true);
        }
        says(LOAD, true);
        SyncGroup.of(members).forEach(VrrpInstance::join);
    }

    /** A tracker without which a virtual router may not take part. */
    static String health(int member) {
        return "health of " + member;
    }

    private static Field field(String name) {
        try {
            var field = VrrpInstance.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static Object get(Field field, VrrpInstance instance) {
        try {
            return field.get(instance);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    long nanos() {
        return host.nanos();
    }

    Stream<VirtualRouter> routers() {
        return instances.stream().map(instance -> (VirtualRouter) get(ROUTER, instance));
    }

    /** Which of them have been due, and wait for the others. */
    List<Boolean> waiting() {
        return instances.stream()
                .map(instance -> (Boolean) get(WAITING, instance))
                .toList();
    }

    /** Which of them have a fault of their own. */
    List<Boolean> faulty() {
        return IntStream.range(0, instances.size())
                .mapToObj(member -> !healthy(health(member)))
                .toList();
    }

    private boolean healthy(String tracker) {
        var verdict = verdicts.get(tracker);
        return verdict != null && verdict.healthy();
    }

    void pass(long nanos) {
        host.pass(nanos);
    }

    /** As the loop does it. */
    List<Effect> happen(Happening what) {
        switch (what) {
            case Happening.Starts() -> instances.forEach(instance -> instance.start(nanos()));
            case Happening.IsToStop() -> instances.forEach(instance -> instance.beginStop(nanos()));
            case Happening.Hears(int _, int from, var advertisement) -> {
                host.receive(from, advertisement);
                socket.receive();
            }
            case Happening.IsDue(int member) -> deadlines.get(member).reach(nanos(), host);
            case Happening.Fails(int member) -> hears(health(member), false);
            case Happening.Recovers(int member) -> hears(health(member), true);
            case Happening.IsBurdened(boolean burdened) -> hears(LOAD, !burdened);
        }
        return host.effects();
    }

    private void hears(String tracker, boolean healthy) {
        says(tracker, healthy);
        for (var instance : instances) {
            if (instance.follows(tracker)) {
                instance.reconsider(nanos());
            }
        }
    }

    private void says(String tracker, boolean healthy) {
        verdicts.put(tracker, new Verdict(tracker, healthy, healthy ? "works" : "fails", nanos()));
    }
}
