package io.havip.gateway.host;

import io.havip.gateway.settings.VirtualMac;
import io.havip.linux.ErrnoException;
import io.havip.linux.Ipv4Setting;
import io.havip.linux.Link;
import io.havip.linux.Macvlans;
import io.havip.linux.Rtnetlink;
import io.havip.linux.Sysctl;
import io.havip.linux.Workers;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Has the interfaces of virtual MACs there for as long as they are wanted: makes them, makes them anew when the interface
 * beneath has come back, removes them. They are up on a standby router too, and silent: switching one off would keep the
 * kernel busy for some 20 ms. What it does takes that long as well, and is never done by the loop's thread, to which an
 * interface that is not there yet is one that is missing.
 */
public final class VirtualMacInterfaces implements AutoCloseable {
    /**
     * Answers for its own addresses alone; accepts packets whose answers leave by the interface beneath; keeps the other
     * addresses of a network when the first one goes.
     */
    private static final Map<Ipv4Setting, Integer> SETTINGS = Map.of(
            Ipv4Setting.ARP_IGNORE, 1,
            Ipv4Setting.RP_FILTER, 2,
            Ipv4Setting.PROMOTE_SECONDARIES, 1);

    /**
     * The interface beneath neither answers ARP for the virtual addresses, nor asks in their name: either would tell its own
     * MAC address to those who ought to know the virtual one.
     */
    private static final Map<Ipv4Setting, Integer> BASE_SETTINGS =
            Map.of(Ipv4Setting.ARP_IGNORE, 1, Ipv4Setting.ARP_ANNOUNCE, 2);

    private static final String THREAD = "virtual-macs";

    private final Consumer<String> warnings;
    private final Workers workers;
    private final Macvlans macvlans = new Macvlans();
    private final Rtnetlink rtnetlink = new Rtnetlink();
    private final InterfaceTable interfaces = new InterfaceTable();
    private final AtomicBoolean looking = new AtomicBoolean();
    /** Discards what comes after its end. */
    private final ThreadPoolExecutor looks = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(THREAD).daemon().factory(),
            new DiscardPolicy());

    private volatile Set<VirtualMac> wanted = Set.of();
    private final Map<VirtualMac, Integer> made = new HashMap<>();
    /** What the interfaces beneath had before, by their index. */
    private final Map<Integer, Map<Ipv4Setting, Integer>> former = new HashMap<>();

    private final Set<String> warned = new HashSet<>();

    /** @param warnings told in a sentence what can't be done */
    public VirtualMacInterfaces(Consumer<String> warnings, Workers workers) {
        this.workers = workers;
        this.warnings = warnings;
    }

    /** Removes what an earlier run, one that was killed, has left behind. */
    public synchronized void removeStale() {
        former.putAll(macvlans.notes());
        removeAll();
        restore();
    }

    /** Makes those that are not there yet. Those of an earlier call that are no longer wanted stay for now. */
    public synchronized void require(Collection<VirtualMac> macs) {
        var names = macs.stream().map(VirtualMac::interfaceName).toList();
        List.copyOf(made.keySet()).stream()
                .filter(mac -> names.contains(mac.interfaceName()) && !macs.contains(mac))
                .forEach(this::remove);
        wanted = Set.copyOf(macs);
        warned.clear();
        look();
    }

    /** Removes those that are not wanted. */
    public synchronized void release() {
        if (wanted.isEmpty() && !made.isEmpty()) {
            removeAll();
            restore();
        } else {
            List.copyOf(made.keySet()).stream()
                    .filter(mac -> !wanted.contains(mac))
                    .forEach(this::remove);
        }
    }

    /** Compares what should be there with what is, and mends it. Returns at once; callable from any thread. */
    public void compare() {
        if (!wanted.isEmpty() && looking.compareAndSet(false, true)) {
            boolean taken = workers.execute(looks, THREAD, () -> {
                looking.set(false);
                look();
            });
            if (!taken) {
                looking.set(false);
            }
        }
    }

    private synchronized void look() {
        if (wanted.isEmpty()) {
            return;
        }
        interfaces.reload(rtnetlink);
        wanted.stream()
                .collect(Collectors.groupingBy(VirtualMac::baseName))
                .forEach((name, macs) -> interfaces.link(name).ifPresent(base -> look(base, macs)));
    }

    private void look(Link base, List<VirtualMac> macs) {
        try {
            keepQuiet(base);
        } catch (ErrnoException e) {
            warn(base.name() + ", beneath a virtual MAC, can't be kept from telling its own: " + e.getMessage());
            return;
        }
        for (var mac : macs) {
            var present = interfaces.link(mac.interfaceName()).map(Link::index);
            if (present.isPresent() && present.get().equals(made.get(mac))) {
                continue;
            }
            try {
                make(mac, base);
            } catch (ErrnoException e) {
                warn(mac.interfaceName() + ", the interface of a virtual MAC, can't be made: " + e.getMessage());
            }
        }
    }

    private void make(VirtualMac mac, Link base) {
        macvlans.remove(mac.interfaceName());
        int index = macvlans.add(mac.interfaceName(), base.index(), mac.address(), SETTINGS);
        macvlans.note(index, former.getOrDefault(base.index(), Map.of()));
        refuseRouterAdvertisements(mac);
        macvlans.up(index);
        made.put(mac, index);
    }

    /** Otherwise the host would take an address of its own, and a way out, from them. */
    private void refuseRouterAdvertisements(VirtualMac mac) {
        var setting = "ipv6/conf/" + mac.interfaceName() + "/accept_ra";
        if (Sysctl.read(setting).filter(value -> !value.equals("0")).isEmpty()) {
            return;
        }
        try {
            Sysctl.write(setting, "0");
        } catch (IOException e) {
            warn(mac.interfaceName()
                    + " may take up router advertisements of IPv6, and that can't be changed here: set "
                    + "net.ipv6.conf.default.accept_ra=0 (Docker: --sysctl)");
        }
    }

    /** Again after somebody has set it otherwise, or the kernel has: of an interface that was in another namespace meanwhile. */
    private void keepQuiet(Link base) {
        var present = new HashMap<Ipv4Setting, Integer>();
        for (var setting : BASE_SETTINGS.keySet()) {
            Sysctl.read("ipv4/conf/" + base.name() + "/" + setting.sysctl())
                    .ifPresent(value -> present.put(setting, Integer.valueOf(value)));
        }
        if (!present.equals(BASE_SETTINGS)) {
            macvlans.configure(base.index(), BASE_SETTINGS);
        }
        former.putIfAbsent(base.index(), present);
    }

    private void remove(VirtualMac mac) {
        made.remove(mac);
        try {
            macvlans.remove(mac.interfaceName());
        } catch (ErrnoException e) {
            warn(mac.interfaceName() + ", the interface of a virtual MAC, can't be removed: " + e.getMessage());
        }
    }

    private void removeAll() {
        made.clear();
        try {
            macvlans.removeAll();
        } catch (ErrnoException e) {
            warn("the interfaces of virtual MACs can't be removed: " + e.getMessage());
        }
    }

    private void restore() {
        former.forEach((index, settings) -> {
            try {
                macvlans.configure(index, settings);
            } catch (ErrnoException gone) {
                // Its settings are gone with it.
            }
        });
        former.clear();
    }

    /** Once, whatever comes and goes meanwhile. */
    private void warn(String warning) {
        if (warned.add(warning)) {
            warnings.accept(warning);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        require(List.of());
        release();
        macvlans.close();
        rtnetlink.close();
    }
}
