package io.havip.gateway.doctor;

import io.havip.gateway.host.Received;
import io.havip.gateway.settings.Disagreement;
import io.havip.gateway.settings.Disagreement.Proof;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.Datagram;
import io.havip.observe.Circumstances;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.wire.AddressClaim;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong between a router and its peers, from what is received and what is not. Takes in evidence as it comes and
 * weighs it at {@link #review}; no I/O, no clock of its own. All times are nanoseconds of one monotonic clock.
 *
 * <p>A Backup is silent by design. Silence is a finding only where someone should have spoken: nobody takes over while
 * this router is in FAULT, or a peer that was better than this Active, and did not resign, does not come back.
 */
public final class PeerDoctor {
    /** How often a review is worth its while. */
    public static final long REVIEW_NANOS = 1_000_000_000L;

    /** For how long evidence counts that is not repeated. */
    static final long HOLD_NANOS = 30_000_000_000L;

    private final InstanceSettings settings;
    private final Speakers speakers;
    private final Map<Kind, Evidence> seen = new EnumMap<>(Kind.class);
    private State state = State.INITIALIZE;
    private long stateSinceNanos;
    /** When a packet that would otherwise be an advertisement failed a check: someone is heard, if not understood. */
    private long discardedAtNanos = Long.MIN_VALUE;

    /** The last advertisement and what is wrong with it: one that repeats it is not judged again. */
    private @Nullable Received judged;

    private int judgedRoom;
    private Finding[] judgement = {};

    /** The last packet that was refused, and what is wrong with it: likewise. */
    private @Nullable Datagram refused;

    private @Nullable DropReason refusal;
    private @Nullable Finding refusedFor;

    private record Evidence(Finding finding, long atNanos) {}

    /** Until when nobody could have been heard. */
    private long deafNanos = Long.MIN_VALUE;

    /** @param unremembered told of each speaker that there was no room for */
    PeerDoctor(InstanceSettings settings, Runnable unremembered) {
        this.settings = settings;
        this.speakers = new Speakers(settings, holdNanos(), unremembered);
    }

    /**
     * An advertisement that passed every check.
     *
     * @param room how many addresses this router advertises at most: the first ones
     */
    public void heard(Received received, int room, long atNanos) {
        speakers.heard(received.source(), received.advertisement().priority(), atNanos);
        seen.remove(Kind.UNHEARD_OWNER);
        if (received != judged || room != judgedRoom) {
            judged = received;
            judgedRoom = room;
            judgement = judge(received, room).toArray(Finding[]::new);
        }
        for (var finding : judgement) {
            note(finding, atNanos);
        }
    }

    /** Who has advertised, as far as it is remembered. Callable from any thread. */
    public List<Circumstances.Heard> heard() {
        var heard = new ArrayList<Circumstances.Heard>();
        speakers.forEach((address, speaker) ->
                heard.add(new Circumstances.Heard(address, speaker.priority(), speaker.lastNanos())));
        return heard;
    }

    private List<Finding> judge(Received received, int room) {
        var advertisement = received.advertisement();
        if (advertisement.release()) {
            return List.of();
        }
        var source = received.source();
        var router = settings.router();
        var exchange = settings.exchange();
        var wrong = new ArrayList<Finding>();
        var checksum = received.packet().checksum();
        if (checksum.isPresent() && checksum.get() != exchange.checksum()) {
            wrong.add(with(source).checksum(checksum.get(), exchange.checksum()));
        }
        if (advertisement.intervalNanos() != router.timing().advertisementIntervalNanos()) {
            wrong.add(interval(source, advertisement));
        }
        var all = router.addresses();
        var ours = all.size() <= room ? all : all.subList(0, room);
        if (!advertisement.addresses().equals(ours)
                && !Set.copyOf(advertisement.addresses()).equals(Set.copyOf(ours))) {
            wrong.add(with(source).addresses(texts(advertisement.addresses()), texts(ours)));
        }
        if (advertisement.priority() == router.priority()) {
            wrong.add(with(source).priority(router.priority()));
        }
        if (exchange.transport() instanceof Transport.Unicast unicast
                && !unicast.peers().contains(source)) {
            wrong.add(with(source).stranger(router.vrid(), true));
        }
        return wrong;
    }

    /**
     * A packet with our VRID that failed a check.
     *
     * @param packet what it said, as far as it could be decoded
     */
    public void discarded(DropReason reason, Datagram datagram, @Nullable Packet packet, long atNanos) {
        discardedAtNanos = atNanos;
        if (datagram != refused || reason != refusal) {
            refused = datagram;
            refusal = reason;
            refusedFor = finding(reason, datagram, packet);
        }
        if (refusedFor != null) {
            note(refusedFor, atNanos);
        }
    }

    private @Nullable Finding finding(DropReason reason, Datagram datagram, @Nullable Packet packet) {
        var source = datagram.source();
        var who = IpAddress.text(source);
        var exchange = settings.exchange();
        return switch (reason) {
            case HOP_LIMIT -> with(source).hopLimit(datagram.hopLimit(), exchange.hopLimits());
            case VERSION ->
                with(source)
                        .version(
                                packet == null ? null : packet.advertisement().version(),
                                settings.router().version());
            case LENGTH, TOTAL_LENGTH, TYPE, MALFORMED ->
                new Finding(
                        Kind.MALFORMED,
                        who + " sends packets that are no advertisement: "
                                + switch (reason) {
                                    case LENGTH -> "too short";
                                    case TOTAL_LENGTH -> "the address count and the length disagree";
                                    case TYPE -> "another type than 1";
                                    default -> "no address, or an interval of 0";
                                },
                        "look at them: tshark -Y vrrp -O vrrp");
            case CHECKSUM ->
                new Finding(
                        Kind.CHECKSUM,
                        who + " sends advertisements with a wrong checksum",
                        "look for NAT or a tunnel between the routers, or update the peer");
            case AUTHENTICATION_TYPE, AUTHENTICATION ->
                with(source).authentication(proof(packet), exchange.authentication());
            case STALE ->
                new Finding(
                        Kind.AUTHENTICATION,
                        who + " has another time of day than this host, or somebody repeats what it has sent",
                        "let NTP set the clocks of all routers");
            case REPLAY ->
                new Finding(
                        Kind.AUTHENTICATION,
                        "somebody repeats what " + who + " has sent",
                        "look for a loop in the network, or an attacker: tshark -Y vrrp");
            case DESTINATION ->
                with(source)
                        .transport(
                                datagram.destination(),
                                exchange.transport().destinations().getFirst());
            case SOURCE -> with(source).stranger(settings.router().vrid(), false);
            case OWN_SOURCE ->
                new Finding(
                        Kind.OWN_ADDRESS,
                        "advertisements come in from our own address " + who,
                        "look for a second machine with this address, or for a loop in the network");
            case INTERVAL -> packet == null ? null : interval(source, packet.advertisement());
            case VRID -> null;
        };
    }

    private static Proof proof(@Nullable Packet packet) {
        if (packet == null) {
            return Proof.UNKNOWN;
        }
        return packet.trailer().isPresent() ? Proof.TRAILER : Proof.of(packet.authentication());
    }

    private Finding interval(InetAddress source, Advertisement advertisement) {
        var router = settings.router();
        return with(source)
                .interval(
                        router.version(),
                        advertisement.intervalNanos(),
                        router.timing().advertisementIntervalNanos());
    }

    private static Disagreement with(InetAddress peer) {
        return new Disagreement(IpAddress.text(peer), "this router");
    }

    private static Set<String> texts(List<InetAddress> addresses) {
        return addresses.stream().map(IpAddress::text).collect(Collectors.toSet());
    }

    /** Nobody could be heard: silence says nothing. */
    void deaf(long nowNanos) {
        deafNanos = nowNanos;
    }

    /** Somebody of lower priority goes on though our advertisements leave. */
    void unheardBy(Peer peer, long nowNanos) {
        note(
                new Finding(
                        Kind.UNHEARD,
                        IpAddress.text(peer.address()) + ", of lower priority (" + peer.priority()
                                + "), goes on advertising: it does not hear this router",
                        "let IP protocol 112 through from here to there: security groups, firewalls, switches"),
                nowNanos);
    }

    /** No other agent on this host runs the same virtual router, or it has ended. */
    void alone() {
        seen.remove(Kind.SAME_HOST);
    }

    /** Another agent on this host runs the same virtual router. */
    void notAlone(long nowNanos) {
        note(
                new Finding(
                        Kind.SAME_HOST,
                        "another agent on this host runs VRID %d on %s too: the two can't hear each other, and share its addresses"
                                .formatted(settings.router().vrid(), settings.interfaceName()),
                        "end one of them, or give its virtual router another VRID: ps -C java -o pid,args"),
                nowNanos);
    }

    /** For how long evidence counts that is not repeated. */
    long holdNanos() {
        return Math.max(HOLD_NANOS, 3 * settings.router().timing().advertisementIntervalNanos());
    }

    /** Somebody else claims an address that is held here. */
    public void claimed(AddressClaim claim, long atNanos) {
        long patience = settings.router().activeDownIntervalNanos();
        boolean heard = atNanos - speakers.lastHeardNanos(atNanos - patience - 1) <= patience;
        boolean settled = state == State.ACTIVE && atNanos - stateSinceNanos > patience;
        if (settled && !heard) {
            note(
                    new Finding(
                            Kind.UNHEARD_OWNER,
                            claim.sender() + " claims " + IpAddress.text(claim.address())
                                    + ", and no other router's advertisement is heard",
                            "let IP protocol 112 through between the routers: security groups, firewalls, switches"),
                    atNanos);
        }
    }

    /** The router is in another state, which may not last until the next review. */
    public void moved(State to, long nowNanos) {
        state = to;
        stateSinceNanos = nowNanos;
    }

    /**
     * What is wrong now.
     *
     * @param present the router's state
     * @param priority what tracking makes of its priority
     */
    List<Finding> review(State present, int priority, long nowNanos) {
        if (present != state) {
            moved(present, nowNanos);
        }
        if (quiet()) {
            return List.of();
        }
        long hold = holdNanos();
        speakers.forgetStrangers(nowNanos);
        seen.values().removeIf(evidence -> nowNanos - evidence.atNanos() > hold);
        if (discardedAtNanos != Long.MIN_VALUE && nowNanos - discardedAtNanos <= hold) {
            seen.remove(Kind.UNHEARD_OWNER);
        }
        var findings = new EnumMap<Kind, Finding>(Kind.class);
        seen.forEach((kind, evidence) -> findings.put(kind, evidence.finding()));
        silence(priority, nowNanos, findings);
        rivals(nowNanos, findings);
        if (findings.containsKey(Kind.UNHEARD)) {
            findings.remove(Kind.SEVERAL_ACTIVE);
        }
        return List.copyOf(findings.values());
    }

    /** Whether none of the findings below can be: nobody else is there, and nothing was wrong. */
    private boolean quiet() {
        return seen.isEmpty() && speakers.isEmpty() && state != State.FAULT;
    }

    private void silence(int priority, long nowNanos, Map<Kind, Finding> findings) {
        long patience = settings.router().activeDownIntervalNanos()
                + settings.router().preemption().delayNanos();
        long silentSinceNanos = Math.max(stateSinceNanos, deafNanos);
        if (state == State.FAULT && nowNanos - speakers.lastHeardNanos(silentSinceNanos) > patience) {
            findings.put(
                    Kind.PEER_SILENT,
                    new Finding(
                            Kind.PEER_SILENT,
                            "this router is in FAULT, and nobody is heard to have taken over",
                            "look whether the peers run, and whether IP protocol 112 reaches this machine"));
        }
        if (state != State.ACTIVE
                || !settings.router().preemption().preempt()
                || nowNanos - silentSinceNanos <= patience) {
            return;
        }
        speakers.forEach((address, source) -> {
            if (source.priority() > priority && nowNanos - source.lastNanos() > patience) {
                findings.put(
                        Kind.PEER_SILENT,
                        new Finding(
                                Kind.PEER_SILENT,
                                "%s had priority %d, better than %d here, fell silent without a release and has not come back"
                                        .formatted(IpAddress.text(address), source.priority(), priority),
                                "look whether it runs, and whether IP protocol 112 reaches this machine"));
            }
        });
    }

    private void rivals(long nowNanos, Map<Kind, Finding> findings) {
        long patience = settings.router().activeDownIntervalNanos();
        record Active(Supplier<String> name, long sinceNanos, long lastNanos) {}
        var active = new ArrayList<Active>();
        if (state == State.ACTIVE) {
            active.add(new Active(() -> "this router", stateSinceNanos, nowNanos));
        }
        speakers.forEach((address, source) -> {
            if (!source.released() && nowNanos - source.lastNanos() <= patience) {
                active.add(new Active(() -> IpAddress.text(address), source.sinceNanos(), source.lastNanos()));
            }
        });
        for (int i = 1; i < active.size(); i++) {
            var one = active.get(i - 1);
            var other = active.get(i);
            long together =
                    Math.min(one.lastNanos(), other.lastNanos()) - Math.max(one.sinceNanos(), other.sinceNanos());
            if (together > patience) {
                findings.put(
                        Kind.SEVERAL_ACTIVE,
                        new Finding(
                                Kind.SEVERAL_ACTIVE,
                                one.name().get() + " and " + other.name().get() + " both advertise as active",
                                "let IP protocol 112 through between the two, in both directions; if they are of two"
                                        + " clusters, give one another VRID"));
            }
        }
    }

    private void note(Finding finding, long atNanos) {
        seen.put(finding.kind(), new Evidence(finding, atNanos));
    }
}
