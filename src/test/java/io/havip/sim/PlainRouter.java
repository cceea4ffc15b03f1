package io.havip.sim;

import static io.havip.sim.History.NEVER;

import io.havip.announce.SeenClaim;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.AddressLease;
import io.havip.linux.ErrnoException;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.State;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.wire.AddressClaim;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A router of another make: the tables of RFC 9568 and RFC 3768 section 6.4, with what keepalived adds to them, written anew.
 *
 * <p>As keepalived it goes into FAULT with what it tracks, and then says nothing; has a preempt delay; lets go of the addresses as
 * soon as it has said that it gives up the role; says nothing when it yields; announces at once, again after 5 seconds, and when
 * it hears a lesser Active; believes its timers before it has read what has come; binds without a lease, so that what it had
 * when it was killed stays until it is started again.
 *
 * <p>keepalived's sync groups, its smoother reloads and what it does about addresses and interfaces that others change are not here.
 */
final class PlainRouter implements Daemon {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long ANNOUNCED_AGAIN_NANOS = 5 * SECOND_NANOS;
    /** As good as for ever: longer than any life. */
    private static final long BOUND_SECONDS = 1_000_000;

    static final int HOP_LIMIT = 255;

    private final Node node;
    private final World world;
    private final VirtualKernel kernel;
    private InstanceSettings settings;
    private State state = State.INITIALIZE;
    private boolean stopping;
    /** The Active's, as far as it is known. */
    private long intervalNanos;
    /** Adver_Timer or Active_Down_Timer. */
    private long timerNanos = VirtualRouter.NEVER;

    private long announceAtNanos = VirtualRouter.NEVER;
    /** Since when only lower priorities have been heard. */
    private long lowerSinceNanos = NEVER;

    PlainRouter(Node node, World world) {
        this.node = node;
        this.world = world;
        this.kernel = node.machine().kernel();
        this.settings = node.configured();
    }

    @Override
    public void begin() {
        kernel.open(node::wakeSoon);
        kernel.listen(interfaceIndex());
        kernel.join(settings().family().multicastGroup());
        letGo();
        node.wakeSoon();
    }

    private int interfaceIndex() {
        return kernel.links().getFirst().index();
    }

    @Override
    public boolean cycle() {
        kernel.notifications(_ -> {});
        if (stopping) {
            leave(State.INITIALIZE);
            return false;
        }
        if (settings != node.configured()) {
            takeUp(node.configured());
        }
        if (!node.well()) {
            leave(State.FAULT);
        } else if (state == State.INITIALIZE || state == State.FAULT) {
            participate();
        }
        reachTimers();
        for (var arrived = kernel.read(); arrived != null; arrived = kernel.read()) {
            hear(arrived.sent());
        }
        return true;
    }

    private void takeUp(InstanceSettings changed) {
        settings = changed;
        if (state == State.ACTIVE) {
            advertise();
        } else if (state == State.BACKUP) {
            listen();
        }
    }

    private void participate() {
        if (settings().owner()) {
            serve();
        } else {
            listen();
        }
    }

    /** Section 6.4.2, as long as it hears nobody. */
    private void listen() {
        intervalNanos = ownIntervalNanos();
        lowerSinceNanos = NEVER;
        become(State.BACKUP);
        timerNanos = nowNanos() + activeDownIntervalNanos();
    }

    private void serve() {
        become(State.ACTIVE);
        advertise();
        var vip = node.vip();
        kernel.replaceAddress(new AddressLease(
                interfaceIndex(),
                vip.address(),
                vip.prefixLength(),
                Optional.empty(),
                0,
                Optional.empty(),
                Set.of(),
                BOUND_SECONDS));
        announce();
        announceAtNanos = nowNanos() + ANNOUNCED_AGAIN_NANOS;
    }

    private void leave(State to) {
        if (state == State.ACTIVE) {
            send(Advertisement.RELEASE_PRIORITY);
            letGo();
        }
        timerNanos = VirtualRouter.NEVER;
        become(to);
    }

    private void letGo() {
        announceAtNanos = VirtualRouter.NEVER;
        kernel.takeAway(node.vip().address());
    }

    private void become(State next) {
        if (state != next) {
            world.story().tell(() -> node + ": " + state + " -> " + next);
            state = next;
            world.promises().of(node).became(next, world.timeline().nowNanos());
        }
    }

    private void reachTimers() {
        if (nowNanos() >= timerNanos) {
            if (state == State.ACTIVE) {
                advertise();
            } else {
                serve();
            }
        }
        if (nowNanos() >= announceAtNanos) {
            announceAtNanos = VirtualRouter.NEVER;
            announce();
        }
    }

    private void hear(Sent sent) {
        if (state == State.FAULT || !isMeant(sent)) {
            return;
        }
        var heard = sent.says();
        world.story()
                .tell(() -> node + " hears " + sent + " of " + sent.source().getHostAddress());
        if (state == State.BACKUP) {
            hearAsBackup(heard);
        } else if (heard.release()) {
            advertise();
        } else if (isBetter(heard, sent)) {
            letGo();
            listen();
            follow(heard);
        } else {
            if (!settings().has(Reaction.DISCARDS_LOWER)) {
                advertise();
            }
            announce();
        }
    }

    private void hearAsBackup(Advertisement heard) {
        if (heard.release()) {
            timerNanos = nowNanos() + skewTimeNanos();
        } else if (heard.priority() >= priority()) {
            lowerSinceNanos = NEVER;
            follow(heard);
        } else {
            lowerSinceNanos = lowerSinceNanos == NEVER ? nowNanos() : lowerSinceNanos;
            if (!preempts()) {
                follow(heard);
            }
        }
    }

    private boolean preempts() {
        var preemption = settings().preemption();
        return settings().owner() || preemption.preempt() && nowNanos() - lowerSinceNanos >= preemption.delayNanos();
    }

    private void follow(Advertisement heard) {
        if (settings().version() == Version.V3) {
            intervalNanos = heard.intervalNanos();
        }
        timerNanos = nowNanos() + activeDownIntervalNanos();
    }

    /** Section 7.1. */
    private boolean isMeant(Sent sent) {
        return VrrpCodec.decode(sent.payload(), sent.source(), sent.destination()) instanceof Packet packet
                && sent.hopLimit() == HOP_LIMIT
                && packet.advertisement().version() == settings().version()
                && packet.advertisement().vrid() == settings().vrid()
                && packet.authentication().equals(settings.exchange().authentication())
                && packet.trailer().isEmpty()
                && !sent.source().equals(node.address())
                && (settings().version() == Version.V3 || packet.advertisement().intervalNanos() == ownIntervalNanos());
    }

    private boolean isBetter(Advertisement heard, Sent sent) {
        return heard.priority() > priority()
                || heard.priority() == priority() && number(sent.source()).compareTo(number(node.address())) > 0;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private void advertise() {
        send(priority());
        timerNanos = nowNanos() + ownIntervalNanos();
    }

    /** What its host refuses to send is lost, and it goes on. */
    private void send(int priority) {
        var destination = settings().family().multicastGroup();
        byte[] payload = VrrpCodec.encode(
                settings().advertisement(priority),
                settings.exchange().authentication(),
                0,
                settings.exchange().checksum(),
                node.address(),
                destination);
        var sent = Sent.of(world.network().nextNumber(), true, payload, node.address(), destination, HOP_LIMIT);
        try {
            node.machine().checkSend();
            world.story().tell(() -> node + " advertises " + sent);
            world.promises().of(node).sentNanos = world.timeline().nowNanos();
            world.network().send(node, sent, 0);
        } catch (ErrnoException e) {
            world.story().tell(() -> node + " can't advertise " + sent);
        }
    }

    private void announce() {
        world.promises().of(node).announcedNanos = world.timeline().nowNanos();
        world.network().announce(node, new AddressClaim(node.vip().address(), kernel.hardwareAddress(), true));
    }

    private long nowNanos() {
        return node.localNanos();
    }

    private long ownIntervalNanos() {
        return settings().timing().advertisementIntervalNanos();
    }

    private long activeDownIntervalNanos() {
        return 3 * intervalNanos + skewTimeNanos();
    }

    /** RFC 3768 section 6.1, RFC 9568 section 6.1. */
    private long skewTimeNanos() {
        return switch (settings().version()) {
            case V2 -> (256 - priority()) * SECOND_NANOS / 256;
            case V3 -> (256 - priority()) * intervalNanos / 256;
        };
    }

    @Override
    public long deadlineNanos() {
        return Math.min(timerNanos, announceAtNanos);
    }

    @Override
    public void stop() {
        stopping = true;
        node.wakeSoon();
    }

    @Override
    public void reload(List<InstanceSettings> changed) {
        node.wakeSoon();
    }

    @Override
    public void healthChanged() {
        node.wakeSoon();
    }

    /** Who else claims its addresses is nothing to it. */
    @Override
    public void captures(SeenClaim claim, long capturedNanos) {}

    @Override
    public void end() {
        kernel.closeAll();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public int priority() {
        int configured = settings().priority();
        return settings().owner() || !node.health().burdened()
                ? configured
                : Math.max(1, configured + Cast.BURDEN_WEIGHT);
    }

    @Override
    public VirtualRouterSettings settings() {
        return settings.router();
    }
}
