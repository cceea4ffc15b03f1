package io.havip.gateway.doctor;

import io.havip.gateway.host.Received;
import io.havip.gateway.settings.Agreement;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.Datagram;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private record Evidence(Finding finding, long atNanos) {}

    /** Until when nobody could have been heard. */
    private long deafNanos = Long.MIN_VALUE;

    PeerDoctor(InstanceSettings settings) {
        this.settings = settings;
        this.speakers = new Speakers(settings, holdNanos());
    }

    /**
     * An advertisement that passed every check.
     *
     * @param room how many addresses this router advertises at most: the first ones
     */
    public void heard(Received received, int room, long atNanos) {
        var packet = received.packet();
        var advertisement = received.advertisement();
        var source = received.source();
        speakers.heard(source, advertisement.priority(), atNanos);
        var router = settings.router();
        if (advertisement.release()) {
            return;
        }
        if (packet.checksum().isPresent()
                && packet.checksum().get() != settings.exchange().checksum()) {
            note(
                    Kind.CHECKSUM_FORM,
                    IpAddress.text(source) + " computes the checksum "
                            + switch (packet.checksum().get()) {
                                case PSEUDO_HEADER -> "with the pseudo-header, this router does not";
                                case MESSAGE_ONLY -> "without the pseudo-header, this router does not";
                                case MULTICAST_PSEUDO_HEADER ->
                                    "as keepalived did up to 1.3.6, with the group's address";
                            },
                    Agreement.CHECKSUM.mend(),
                    atNanos);
        }
        if (advertisement.intervalNanos() != router.timing().advertisementIntervalNanos()) {
            interval(source, advertisement, ", which is adopted while it is active", atNanos);
        }
        var all = router.addresses();
        var ours = all.size() <= room ? all : all.subList(0, room);
        if (!advertisement.addresses().equals(ours)
                && !Set.copyOf(advertisement.addresses()).equals(Set.copyOf(ours))) {
            addresses(source, Set.copyOf(ours), advertisement, atNanos);
        }
        if (advertisement.priority() == router.priority()) {
            note(
                    Kind.SAME_PRIORITY,
                    IpAddress.text(source) + " advertises priority " + router.priority()
                            + ", which is configured here too",
                    Agreement.PRIORITY.mend(),
                    atNanos);
        }
        if (settings.exchange().transport() instanceof Transport.Unicast unicast
                && !unicast.peers().contains(source)) {
            stranger(source, "is heard", atNanos);
        }
    }

    /**
     * A packet with our VRID that failed a check.
     *
     * @param packet what it said, as far as it could be decoded
     */
    public void discarded(DropReason reason, Datagram datagram, @Nullable Packet packet, long atNanos) {
        var source = datagram.source();
        var who = IpAddress.text(source);
        var advertisement = packet == null ? null : packet.advertisement();
        discardedAtNanos = atNanos;
        switch (reason) {
            case HOP_LIMIT ->
                note(
                        Kind.HOP_LIMIT,
                        who + " is heard with TTL " + datagram.hopLimit() + ", accepted is "
                                + settings.exchange().hopLimits().min() + " to "
                                + settings.exchange().hopLimits().max(),
                        Agreement.HOP_LIMIT.mend(),
                        atNanos);
            case VERSION ->
                note(
                        Kind.VERSION,
                        who + " speaks "
                                + (advertisement == null
                                        ? "another version"
                                        : "version " + advertisement.version().number())
                                + ", this router version "
                                + settings.router().version().number(),
                        Agreement.VERSION.mend(),
                        atNanos);
            case LENGTH, TOTAL_LENGTH, TYPE, MALFORMED ->
                note(
                        Kind.MALFORMED,
                        who + " sends packets that are no advertisement: "
                                + switch (reason) {
                                    case LENGTH -> "too short";
                                    case TOTAL_LENGTH -> "the address count and the length disagree";
                                    case TYPE -> "another type than 1";
                                    default -> "no address, or an interval of 0";
                                },
                        "look at them: tshark -Y vrrp -O vrrp",
                        atNanos);
            case CHECKSUM ->
                note(
                        Kind.CHECKSUM,
                        who + " sends advertisements with a wrong checksum",
                        "look for NAT or a tunnel between the routers, or update the peer",
                        atNanos);
            case AUTHENTICATION_TYPE ->
                note(
                        Kind.AUTHENTICATION,
                        who + " uses another type of authentication, or a key that is not known here",
                        Agreement.AUTHENTICATION.mend(),
                        atNanos);
            case AUTHENTICATION ->
                note(
                        Kind.AUTHENTICATION,
                        who + " uses another password or key",
                        Agreement.AUTHENTICATION.mend(),
                        atNanos);
            case STALE ->
                note(
                        Kind.AUTHENTICATION,
                        who + " has another time of day than this host, or somebody repeats what it has sent",
                        "let NTP set the clocks of all routers",
                        atNanos);
            case REPLAY ->
                note(
                        Kind.AUTHENTICATION,
                        "somebody repeats what " + who + " has sent",
                        "look for a loop in the network, or an attacker: tshark -Y vrrp",
                        atNanos);
            case DESTINATION ->
                note(
                        Kind.TRANSPORT,
                        who
                                + switch (settings.exchange().transport()) {
                                    case Transport.Multicast(var _, var group) ->
                                        " does not send to the multicast group of this router, "
                                                + IpAddress.text(group);
                                    case Transport.Unicast _ -> " sends multicast, this router unicast";
                                },
                        Agreement.DESTINATION.mend(),
                        atNanos);
            case SOURCE -> stranger(source, "is discarded", atNanos);
            case OWN_SOURCE ->
                note(
                        Kind.OWN_ADDRESS,
                        "advertisements come in from our own address " + who,
                        "look for a second machine with this address, or for a loop in the network",
                        atNanos);
            case INTERVAL -> {
                if (advertisement != null) {
                    interval(source, advertisement, ", and is discarded", atNanos);
                }
            }
            case VRID -> {}
        }
    }

    /** Nobody could be heard: silence says nothing. */
    void deaf(long nowNanos) {
        deafNanos = nowNanos;
    }

    /** Somebody of lower priority goes on though our advertisements leave. */
    void unheardBy(Peer peer, long nowNanos) {
        note(
                Kind.UNHEARD,
                IpAddress.text(peer.address()) + ", of lower priority (" + peer.priority()
                        + "), goes on advertising: it does not hear this router",
                "let IP protocol 112 through from here to there: security groups, firewalls, switches",
                nowNanos);
    }

    /** Another agent on this host runs the same virtual router. */
    void notAlone(long nowNanos) {
        note(
                Kind.SAME_HOST,
                "another agent on this host runs VRID %d on %s too: the two can't hear each other, and share its addresses"
                        .formatted(settings.router().vrid(), settings.interfaceName()),
                "end one of them, or give its virtual router another VRID: ps -C java -o pid,args",
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
                    Kind.UNHEARD_OWNER,
                    claim.sender() + " claims " + IpAddress.text(claim.address())
                            + ", and no other router's advertisement is heard",
                    "let IP protocol 112 through between the routers: security groups, firewalls, switches",
                    atNanos);
        }
    }

    /**
     * What is wrong now.
     *
     * @param present the router's state
     * @param priority what tracking makes of its priority
     */
    List<Finding> review(State present, int priority, long nowNanos) {
        if (present != state) {
            state = present;
            stateSinceNanos = nowNanos;
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
        record Active(String name, long sinceNanos, long lastNanos) {}
        var active = new ArrayList<Active>();
        if (state == State.ACTIVE) {
            active.add(new Active("this router", stateSinceNanos, nowNanos));
        }
        speakers.forEach((address, source) -> {
            if (!source.released() && nowNanos - source.lastNanos() <= patience) {
                active.add(new Active(IpAddress.text(address), source.sinceNanos(), source.lastNanos()));
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
                                one.name() + " and " + other.name() + " both advertise as active",
                                "one of them does not hear the other, or they are two clusters with one VRID"));
            }
        }
    }

    private void interval(InetAddress who, Advertisement advertisement, String effect, long atNanos) {
        note(
                Kind.INTERVAL,
                IpAddress.text(who) + " advertises every " + milliseconds(advertisement.intervalNanos())
                        + ", this router every "
                        + milliseconds(settings.router().timing().advertisementIntervalNanos()) + effect,
                Agreement.INTERVAL.mend(),
                atNanos);
    }

    private void addresses(InetAddress who, Set<InetAddress> ours, Advertisement advertisement, long atNanos) {
        var theirs = new HashSet<>(advertisement.addresses());
        note(
                Kind.ADDRESSES,
                IpAddress.text(who) + " advertises other addresses: " + difference("lacks", ours, theirs)
                        + difference("adds", theirs, ours),
                Agreement.ADDRESSES.mend(),
                atNanos);
    }

    private static String difference(String verb, Set<InetAddress> of, Set<InetAddress> without) {
        var rest = of.stream()
                .filter(address -> !without.contains(address))
                .map(IpAddress::text)
                .sorted()
                .toList();
        return rest.isEmpty() ? "" : "it " + verb + " " + String.join(", ", rest) + " ";
    }

    private void stranger(InetAddress who, String effect, long atNanos) {
        note(
                Kind.STRANGER,
                IpAddress.text(who) + " uses VRID " + settings.router().vrid() + ", is no configured peer, and "
                        + effect,
                "give one of the clusters another VRID, or list it as a peer",
                atNanos);
    }

    private void note(Kind kind, String sentence, String mend, long atNanos) {
        seen.put(kind, new Evidence(new Finding(kind, sentence.strip(), mend), atNanos));
    }

    private static String milliseconds(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
