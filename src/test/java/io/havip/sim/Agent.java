package io.havip.sim;

import io.havip.announce.SeenClaim;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.loop.Mail;
import io.havip.gateway.loop.Mailbox;
import io.havip.gateway.loop.ProtocolLoop;
import io.havip.gateway.loop.VirtualRouters;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.observe.Meters;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The production loop, one cycle of it whenever something has come or its time has. */
final class Agent implements Daemon {
    private final Node node;
    private final World world;
    private final Witness witness;
    private final VirtualHost host;
    private final VirtualCapture capture;
    private final Mailbox mailbox;
    private final ProtocolLoop loop;
    private final VirtualRouters routers;
    /** The virtual router that promises are about; none before the first reconfiguration. */
    private @Nullable VrrpInstance instance;

    Agent(Node node, World world) {
        this.node = node;
        this.world = world;
        this.witness = new Witness(node, world);
        this.host = new VirtualHost(node, world, witness);
        this.capture = new VirtualCapture(world.dice(), node.workforce());
        var meters = new Meters(host, false);
        this.mailbox = new Mailbox(meters.loop(), host::wake);
        this.loop = new ProtocolLoop(host, mailbox, meters, () -> {});
        this.routers = loop.virtualRouters(meters);
    }

    List<VrrpInstance> instances() {
        return loop.instances();
    }

    @Override
    public void begin() {
        loop.begin();
        node.health().track(verdict -> mailbox.put(new Mail.VerdictReached(verdict)));
        reload(node.allConfigured());
    }

    @Override
    public boolean cycle() {
        var before = settings();
        boolean goesOn = loop.cycle();
        node.machine().looked();
        if (mailbox.isEmpty()) {
            witness.nothingCaptured();
        }
        instance = instances().isEmpty() ? null : instances().getFirst();
        if (settings() != before) {
            witness.reconfigured();
        }
        world.promises().cycled(node);
        if (!goesOn) {
            world.promises().ended(node);
        }
        return goesOn;
    }

    @Override
    public long deadlineNanos() {
        return host.deadlineNanos();
    }

    @Override
    public void stop() {
        mailbox.stop();
    }

    @Override
    public void reload(List<InstanceSettings> settings) {
        mailbox.put(new Mail.Reconfigure(routers.change(settings, InterfaceSettings.NONE, () -> {})));
    }

    @Override
    public void healthChanged() {
        node.workforce().turn(Cast.FAULT);
        node.workforce().turn(Cast.BURDEN);
    }

    @Override
    public void captures(SeenClaim claim, long capturedNanos) {
        capture.passes(() -> {
            witness.captures(capturedNanos);
            mailbox.put(new Mail.ClaimSeen(claim));
        });
    }

    @Override
    public void end() {
        node.workforce().end();
        host.end();
    }

    @Override
    public State state() {
        return instance == null ? State.INITIALIZE : instance.status().role().state();
    }

    @Override
    public int priority() {
        return instance == null ? 0 : instance.status().role().priority();
    }

    @Override
    public VirtualRouterSettings settings() {
        return (instance == null ? node.configured() : instance.settings()).router();
    }

    /** Whether it serves though it is faulty. */
    boolean lastResort() {
        return instance != null && instance.status().role().lastResort();
    }

    /** Whether it lets others serve though it might replace them, because it has lost the role too often. */
    boolean heldBack() {
        return instance != null && instance.status().heldBack().isPresent();
    }

    /** Whether of its virtual routers, which move together, one has the role and another one has not. */
    boolean divided() {
        return in(State.ACTIVE) && in(State.BACKUP);
    }

    private boolean in(State state) {
        return instances().stream().anyMatch(member -> member.status().role().state() == state);
    }

    /** Whether they know that what the node tracks has failed. */
    boolean knowsFault() {
        return loop.verdicts().stream().anyMatch(verdict -> verdict.tracker().equals(Cast.FAULT) && !verdict.healthy());
    }

    /** Whether they know that an address could not be bound, which keeps them from the last resort's role too, for a while. */
    boolean knowsRefusal() {
        return instances().stream().anyMatch(member -> member.status().faults().containsKey("virtual address"));
    }
}
