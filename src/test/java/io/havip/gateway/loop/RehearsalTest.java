package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.gateway.host.Host;
import io.havip.gateway.settings.Instances;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.testing.Answering;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Cause;
import io.havip.vrrp.State;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real host sees of a rehearsal; whatever is not answered here must not be asked. */
class RehearsalTest {
    private static final String[] MANY =
            IntStream.range(0, 250).mapToObj(i -> "10.77.1." + i + "/16").toArray(String[]::new);

    private final List<AddressLease> bound = new ArrayList<>();
    private final List<Announcement> announced = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();

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
        public void stop(String instance) {
            stopped.add(instance);
        }

        @Override
        public Optional<String> impediment() {
            return Optional.empty();
        }
    };

    private final List<AddressLease> renewed = new ArrayList<>();
    private final List<AddressLease> asked = new ArrayList<>();
    private final List<AddressIdentity> removed = new ArrayList<>();

    private final KernelNetwork network = Answering.as(KernelNetwork.class, (method, arguments) -> switch (method) {
        case "links" -> List.of(new Link(7, Instances.INTERFACE, true, true, Optional.empty(), 1500));
        case "rehearse" -> {
            asked.add((AddressLease) arguments[0]);
            yield null;
        }
        case "renewAddress" -> {
            renewed.add((AddressLease) arguments[0]);
            throw new ErrnoException("renew", Errno.ENODEV, "no such interface");
        }
        case "replaceAddress" -> {
            bound.add((AddressLease) arguments[0]);
            throw new ErrnoException("bind", Errno.ENODEV, "no such interface");
        }
        case "deleteAddress" -> {
            removed.add((AddressIdentity) arguments[0]);
            yield false;
        }
        default -> throw new AssertionError("the real kernel is asked for " + method);
    });

    private final List<InetAddress> destinations = new ArrayList<>();
    private int open;

    private final AdvertisementSocket socket =
            Answering.as(AdvertisementSocket.class, (method, arguments) -> switch (method) {
                case "send" -> {
                    destinations.add((InetAddress) arguments[2]);
                    throw new ErrnoException("sendmsg", Errno.ENETUNREACH, "refused");
                }
                case "close" -> {
                    open--;
                    yield null;
                }
                default -> throw new AssertionError("the real socket is asked for " + method);
            });

    private final List<Entry> rehearsed = new CopyOnWriteArrayList<>();

    private final Reporter reporter = Answering.as(Reporter.class, (method, arguments) -> {
        assertThat(method).as("the journal tells nobody").isEqualTo("rehearse");
        return rehearsed.add((Entry) arguments[0]);
    });

    private int awaited;
    private long nowNanos = 1_000L;
    private long nanosPerLook;

    private final Host host = Answering.as(Host.class, (method, _) -> switch (method) {
        case "nanos" -> nowNanos += nanosPerLook;
        case "epochMillis" -> 1_700_000_000_000L;
        case "network" -> network;
        case "sender" -> {
            open++;
            yield socket;
        }
        case "announcements" -> announcements;
        case "await" -> {
            awaited++;
            yield null;
        }
        case "notifications" -> null;
        case "reporter" -> reporter;
        default -> throw new AssertionError("the real host is asked for " + method);
    });

    @Test
    void aLifeWithATakeoverTouchesNothing() throws InterruptedException {
        var settings = List.of(
                Instances.withPriority(100).addresses("10.77.0.100/24").settings(),
                Instances.withPriority(100).addresses("fe80::100/64").settings());

        new Rehearsal().play(host, TestWorkers.make(), settings);

        assertThat(rehearsed)
                .as("takeovers, and the network's following them")
                .anySatisfy(entry -> assertThat(entry)
                        .isInstanceOfSatisfying(
                                Entry.Transition.class,
                                told -> assertThat(told.report().to()).isEqualTo(State.ACTIVE)))
                .hasAtLeastOneElementOfType(Entry.FirstTraffic.class);
        assertThat(bound)
                .extracting(AddressLease::address)
                .contains(InetAddress.ofLiteral("10.77.0.100"), InetAddress.ofLiteral("fe80::100"));
        assertThat(bound).extracting(AddressLease::interfaceIndex).containsOnly(Integer.MAX_VALUE);
        assertThat(renewed).extracting(AddressLease::interfaceIndex).containsOnly(Integer.MAX_VALUE);
        assertThat(removed).extracting(AddressIdentity::interfaceIndex).containsOnly(Integer.MAX_VALUE);
        assertThat(destinations)
                .as("none that the kernel does not refuse")
                .containsOnly(InetAddress.ofLiteral("255.255.255.255"), InetAddress.ofLiteral("::1"));
        assertThat(open).isZero();
        assertThat(announced).flatExtracting(Announcement::addresses).allSatisfy(address -> {
            assertThat(address.interfaceName()).isEqualTo("no-interface");
            assertThat(address.interfaceIndex()).isEqualTo(Integer.MAX_VALUE);
        });
    }

    static Stream<Instances> exchanges() {
        return Stream.of(
                Instances.withPriority(100),
                Instances.withPriority(100).multicastFrom("10.1.10.1", true),
                Instances.withPriority(100).version2(1, new Authentication.Password("1111")),
                Instances.withPriority(100).authentication(Instances.HMAC),
                Instances.withPriority(100).unicastFrom("10.77.0.1", "10.77.0.2"),
                Instances.withPriority(100)
                        .unicastFrom("10.77.0.1", "10.77.0.2")
                        .authentication(Instances.HMAC),
                Instances.withPriority(100)
                        .unicastFrom("10.77.0.1", "10.77.0.2")
                        .checksum(ChecksumForm.MULTICAST_PSEUDO_HEADER),
                Instances.withPriority(100).unicast("192.0.2.1"),
                Instances.withPriority(100).addresses("fe80::100/64"),
                Instances.withPriority(100).addresses(MANY));
    }

    /** It is heard by a Backup, which otherwise would know of nobody to take over from. */
    @ParameterizedTest
    @MethodSource("exchanges")
    void aPeerIsHeardHoweverAdvertisementsTravel(Instances exchange) throws InterruptedException {
        new Rehearsal().play(host, TestWorkers.make(), List.of(exchange.settings()));

        var causes = rehearsed.stream()
                .<Cause>mapMulti((entry, found) -> {
                    if (entry instanceof Entry.Transition(var _, var report) && report.to() == State.ACTIVE) {
                        found.accept(report.cause());
                    }
                })
                .toList();
        assertThat(causes).hasSizeGreaterThan(20);
        assertThat(causes)
                .filteredOn(cause -> cause != Cause.PREEMPTION)
                .as("the first of each stage, which has no address yet to be heard at")
                .hasSizeLessThanOrEqualTo(2);
    }

    /** One that hears its inferior go on thinks that it is not heard itself, and gives up. */
    @Test
    void anActiveHearsThePeerToo() throws InterruptedException {
        new Rehearsal()
                .play(
                        host,
                        TestWorkers.make(),
                        List.of(Instances.withPriority(100).yieldingUnheard().settings()));

        assertThat(rehearsed)
                .anySatisfy(entry -> assertThat(entry)
                        .isInstanceOfSatisfying(
                                Entry.Transition.class,
                                told -> assertThat(told.report().cause()).isEqualTo(Cause.UNHEARD)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255})
    void whoeverHasNobodyBelowTakesOverAllTheSame(int priority) throws InterruptedException {
        new Rehearsal()
                .play(
                        host,
                        TestWorkers.make(),
                        List.of(Instances.withPriority(priority).settings()));

        assertThat(announced).hasSizeGreaterThan(200);
    }

    @Test
    void whoeverDoesNotPreemptTakesOverFromOneThatHasGone() throws InterruptedException {
        new Rehearsal()
                .play(
                        host,
                        TestWorkers.make(),
                        List.of(Instances.withPriority(100).nopreempt().settings()));

        assertThat(announced).hasSizeGreaterThan(200);
    }

    @Test
    void takeoversAreRehearsedAsOftenAsItTakesToCompileThem() throws InterruptedException {
        new Rehearsal()
                .play(
                        host,
                        TestWorkers.make(),
                        List.of(Instances.withPriority(255)
                                .addresses("10.77.0.100/24")
                                .settings()));

        assertThat(announced).hasSizeGreaterThan(200);
        assertThat(bound).hasSizeGreaterThan(200);
        assertThat(renewed).hasSizeGreaterThan(50);
        assertThat(rehearsed)
                .as("by the journal, which is given no more than it has room for")
                .hasSizeBetween(1, 200);
    }

    @Test
    void oneProcessRehearsesAFamilyOnce() throws InterruptedException {
        var rehearsal = new Rehearsal();
        var settings =
                List.of(Instances.withPriority(100).addresses("10.77.0.100/24").settings());
        rehearsal.play(host, TestWorkers.make(), settings);
        announced.clear();

        rehearsal.play(host, TestWorkers.make(), settings);
        assertThat(announced).isEmpty();

        rehearsal.play(
                host,
                TestWorkers.make(),
                List.of(Instances.withPriority(100).addresses("fe80::100/64").settings()));
        assertThat(announced).as("the other family is another matter").isNotEmpty();
    }

    @Test
    void aBusyMachineIsNotKeptFromItsStart() throws InterruptedException {
        nanosPerLook = 25_000_000L;

        new Rehearsal()
                .play(
                        host,
                        TestWorkers.make(),
                        List.of(Instances.withPriority(100)
                                .addresses("10.77.0.100/24")
                                .settings()));

        assertThat(announced).hasSizeBetween(1, 20);
    }

    @Test
    void whoeverHasAPasswordAndPeersRehearsesWithThem() throws InterruptedException {
        var settings = List.of(Instances.withPriority(100)
                .version2(1, new Authentication.Password("1111"))
                .unicastFrom("10.77.0.1", "10.77.0.2")
                .settings());

        new Rehearsal().play(host, TestWorkers.make(), settings);

        assertThat(announced).isNotEmpty();
    }

    @Test
    void aWarmUpIsOneTakeoverMore() {
        nanosPerLook = 1_000;
        var settings = List.of(
                Instances.withPriority(100).addresses(MANY).settings(),
                Instances.withPriority(100).addresses("fe80::100/64").settings());
        try (var warmUp = new WarmUp(host)) {
            warmUp.prepare(host, TestWorkers.make(), settings);
            assertThat(awaited).as("waits, which are code as well").isPositive();
            announced.clear();
            warmUp.until(nowNanos + TimeUnit.MILLISECONDS.toNanos(3));
            assertThat(announced).as("it is warm from that").isEmpty();

            nowNanos += TimeUnit.SECONDS.toNanos(1);
            warmUp.until(nowNanos + TimeUnit.MILLISECONDS.toNanos(3));
            assertThat(announced).as("one of each family").hasSize(2);

            warmUp.until(nowNanos + TimeUnit.MILLISECONDS.toNanos(3));
            assertThat(announced).as("it is warm").hasSize(2);

            nowNanos += TimeUnit.SECONDS.toNanos(1);
            warmUp.until(nowNanos);
            assertThat(announced).as("there is no time").hasSize(2);

            nowNanos += TimeUnit.SECONDS.toNanos(1);
            warmUp.until(nowNanos + TimeUnit.MILLISECONDS.toNanos(3));
            assertThat(announced).hasSize(4);
        }

        assertThat(asked).as("of many addresses a few").hasSizeBetween(4, 20);
        assertThat(bound).as("what waits for the kernel's lock").isEmpty();
        assertThat(removed).isEmpty();
        assertThat(destinations).containsOnly(InetAddress.ofLiteral("255.255.255.255"), InetAddress.ofLiteral("::1"));
        assertThat(announced)
                .extracting(Announcement::instance)
                .as("no router's")
                .containsOnly("");
        assertThat(stopped).as("nothing is announced afterwards").isNotEmpty().containsOnly("");
        assertThat(open).isZero();
    }
}
