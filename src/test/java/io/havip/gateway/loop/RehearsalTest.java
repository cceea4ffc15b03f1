package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.gateway.host.Host;
import io.havip.gateway.settings.Instances;
import io.havip.linux.AddressLease;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.observe.TransitionReport;
import io.havip.observe.journal.Reporter;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.State;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What the real host sees of a rehearsal; whatever is not answered here must not be asked. */
class RehearsalTest {
    private final List<AddressLease> bound = new ArrayList<>();
    private final List<Announcement> announced = new ArrayList<>();

    private final Announcements announcements = new Announcements() {
        @Override
        public void prepare(Link link) {
            throw new AssertionError(link.name() + " is opened");
        }

        @Override
        public void start(Announcement announcement, Listener listener) {
            announced.add(announcement);
            listener.failed("no-interface", "is not there");
            listener.announced();
        }

        @Override
        public void stop(String instance) {}

        @Override
        public Optional<String> impediment() {
            return Optional.empty();
        }
    };

    private final KernelNetwork network = answering(KernelNetwork.class, (method, arguments) -> {
        assertThat(method).isEqualTo("replaceAddress");
        bound.add((AddressLease) arguments[0]);
        throw new ErrnoException("bind", Errno.ENODEV, "no such interface");
    });

    private final List<TransitionReport> rehearsed = new CopyOnWriteArrayList<>();

    private final Reporter reporter = answering(Reporter.class, (method, arguments) -> {
        assertThat(method).as("the journal tells nobody").isEqualTo("rehearse");
        return rehearsed.add((TransitionReport) arguments[1]);
    });

    private final Host host = answering(Host.class, (method, _) -> switch (method) {
        case "nanos" -> 1_000L;
        case "epochMillis" -> 1_700_000_000_000L;
        case "network" -> network;
        case "announcements" -> announcements;
        case "traffic" -> Traffic.UNSEEN;
        case "reporter" -> reporter;
        default -> throw new AssertionError("the real host is asked for " + method);
    });

    @Test
    void aLifeWithATakeoverTouchesNothing() throws InterruptedException {
        var settings = List.of(
                Instances.withPriority(100).addresses("10.77.0.100/24").settings(),
                Instances.withPriority(100).addresses("fe80::100/64").settings());

        Rehearsal.play(host, TestWorkers.make(), settings);

        assertThat(rehearsed).extracting(TransitionReport::to).contains(State.ACTIVE);
        assertThat(bound)
                .extracting(AddressLease::address)
                .contains(InetAddress.ofLiteral("10.77.0.100"), InetAddress.ofLiteral("fe80::100"));
        assertThat(bound).extracting(AddressLease::interfaceIndex).containsOnly(Integer.MAX_VALUE);
        assertThat(announced)
                .flatExtracting(Announcement::addresses)
                .hasSize(2)
                .allSatisfy(address -> assertThat(address.interfaceName()).isEqualTo("no-interface"));
    }

    @Test
    void whoeverHasAPasswordAndPeersRehearsesWithThem() throws InterruptedException {
        var settings = List.of(Instances.withPriority(100)
                .version2(1, new Authentication.Password("1111"))
                .unicastFrom("10.77.0.1", "10.77.0.2")
                .settings());

        Rehearsal.play(host, TestWorkers.make(), settings);

        assertThat(announced).hasSize(1);
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T answering(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
