package io.havip.migrate;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.Rtnetlink;
import io.havip.linux.VrrpSocket;
import io.havip.vrrp.Advertisement;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches this host's addresses and what other routers advertise, beside whatever program takes part. Looks every
 * {@value #LOOK_MILLIS} ms, on a thread of its own.
 */
final class Observer implements AutoCloseable {
    private static final int LOOK_MILLIS = 10;

    private record Observed(InstanceSettings instance, VrrpSocket socket, Watch watch) {
        /** Others on the link may use the same number for other addresses. */
        void hears(Advertisement advertisement) {
            var advertised = advertisement.addresses();
            boolean concerned = advertised.isEmpty()
                    || instance.moving().addresses().stream()
                            .map(VirtualAddress::address)
                            .anyMatch(advertised::contains);
            if (concerned && advertisement.vrid() == instance.router().vrid()) {
                watch.heard(advertisement.priority(), advertisement.intervalNanos(), socket.receivedAtNanos());
            }
        }
    }

    private final Clock clock;
    private final Rtnetlink network = new Rtnetlink();
    private final List<Observed> all = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private Optional<String> failure = Optional.empty();

    /**
     * Begins at once.
     *
     * @throws ErrnoException without CAP_NET_RAW
     */
    Observer(List<InstanceSettings> instances, Clock clock) {
        this.clock = clock;
        try {
            var links = network.links().stream().collect(Collectors.toMap(Link::name, Link::index, (one, _) -> one));
            for (var instance : instances) {
                if (links.containsKey(instance.interfaceName())) {
                    all.add(new Observed(instance, open(instance, links), new Watch(instance.router(), clock.nanos())));
                } else {
                    failure = Optional.of(instance.name() + ": there is no interface " + instance.interfaceName());
                }
            }
            look();
        } catch (ErrnoException e) {
            release();
            throw e;
        }
        thread = Thread.ofPlatform().name("migration watch").daemon().start(this::run);
    }

    private static VrrpSocket open(InstanceSettings instance, Map<String, Integer> links) {
        var socket = VrrpSocket.open(
                instance.router().family(), Objects.requireNonNull(links.get(instance.interfaceName())));
        if (instance.exchange().transport() instanceof Transport.Multicast multicast) {
            socket.join(multicast.group());
        }
        return socket;
    }

    private void run() {
        try {
            while (!closed) {
                look();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private synchronized void fail(Throwable cause) {
        failure = Optional.of("it can't be watched any more: " + cause);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        Set<InetAddress> bound =
                network.addresses().stream().map(InterfaceAddress::address).collect(Collectors.toSet());
        for (var observed : all) {
            for (var datagram = observed.socket.receive(); datagram != null; datagram = observed.socket.receive()) {
                var decoded = VrrpCodec.decode(datagram.payload(), datagram.source(), datagram.destination());
                if (decoded instanceof VrrpCodec.Decoded.Packet packet && !bound.contains(datagram.source())) {
                    observed.hears(packet.advertisement());
                }
            }
            var addresses = observed.instance.moving().addresses();
            observed.watch.look(
                    !addresses.isEmpty()
                            && addresses.stream().map(VirtualAddress::address).allMatch(bound::contains),
                    clock.nanos());
        }
    }

    /** Whether each address has one owner at this moment, as far as can be seen. */
    synchronized boolean settled() {
        return all.stream().filter(Observer::watchable).allMatch(observed -> observed.watch.settled());
    }

    /** The first thing that is wrong. */
    synchronized Optional<String> trouble() {
        return failure.or(() -> all.stream()
                .filter(Observer::watchable)
                .flatMap(observed ->
                        observed
                                .watch
                                .trouble(clock.nanos())
                                .map(what -> observed.instance.name() + ": " + what)
                                .stream())
                .findFirst());
    }

    /** The role alone moves where there is no address: nobody but the program that plays it knows of it. */
    private static boolean watchable(Observed observed) {
        return !observed.instance.moving().addresses().isEmpty();
    }

    /** For how long nobody may serve the addresses of any virtual router, in nanoseconds. */
    synchronized long boundNanos() {
        return all.stream()
                .mapToLong(observed -> observed.watch.boundNanos())
                .max()
                .orElse(0);
    }

    /** By the names of the virtual routers: the longest time for which nobody had their addresses, in nanoseconds. */
    synchronized Map<String, Long> longestGapsNanos() {
        var gaps = new LinkedHashMap<String, Long>();
        for (var observed : all) {
            if (watchable(observed)) {
                gaps.put(observed.instance.name(), observed.watch.longestGapNanos());
            }
        }
        return gaps;
    }

    private synchronized void release() {
        closed = true;
        all.forEach(observed -> observed.socket.close());
        network.close();
    }

    @Override
    public void close() {
        release();
        thread.interrupt();
    }
}
