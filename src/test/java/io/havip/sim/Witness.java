package io.havip.sim;

import static io.havip.sim.Promises.promise;

import io.havip.linux.ErrnoException;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.observe.TransitionReport;
import io.havip.sim.Sent.Arrived;
import io.havip.vrrp.State;
import io.havip.wire.AddressClaim;
import java.util.List;

/** Sees what one run of a node's agent hears, sends and tells, and holds it against what is promised. */
final class Witness {
    private final Node node;
    private final World world;
    private final Hearing hearing = new Hearing();
    private long claimCapturedNanos;
    /** Whether it has heard another version as one that takes part, and not yet been asked what it makes of that. */
    private boolean otherVersionHeard;

    Witness(Node node, World world) {
        this.node = node;
        this.world = world;
    }

    /** The agent has read this from its socket. */
    void hears(Arrived arrived) {
        var sent = arrived.sent();
        world.story()
                .tell(() -> node + " hears " + sent + " of " + sent.source().getHostAddress());
        var says = sent.says();
        otherVersionHeard |= says != null
                && (node.state() == State.ACTIVE || node.state() == State.BACKUP)
                && Hearing.isOtherVersion(says, node)
                && says.vrid() == node.settings().vrid()
                && sent.hopLimit() == PlainRouter.HOP_LIMIT;
        if (hearing.counts(sent, node)) {
            world.promises().heard(node, sent.says(), sent.source(), arrived.atNanos());
        }
    }

    /** @throws ErrnoException if the host refuses it */
    void sends(Sent sent) {
        var says = sent.says();
        if (says != null) {
            try {
                node.machine().checkSend();
                world.story().tell(() -> node + " advertises " + sent);
                world.promises().sent(node, says);
            } catch (ErrnoException e) {
                world.story().tell(() -> node + " can't advertise " + sent);
                world.promises()
                        .refused(node, says, e.passing() && !node.machine().mute());
                throw e;
            }
        }
    }

    void announces(String instance) {
        if (isPromised(instance)) {
            world.promises().announced(node);
            var address = node.settings().addresses().getFirst();
            world.network()
                    .announce(
                            node,
                            new AddressClaim(address, node.machine().kernel().hardwareAddress(), true));
        }
    }

    void moves(TransitionReport report) {
        world.story()
                .tell(() -> node + " " + report.instance() + ": " + report.from() + " -> " + report.to() + ", "
                        + report.explanation());
        world.promises().moved(node, report, isPromised(report.instance()));
    }

    /** Other settings are in force, with which it looks at the others anew. */
    void reconfigured() {
        otherVersionHeard = false;
        world.promises().reconfigured(node);
    }

    /** Once a second it tells what is wrong with the others. */
    void finds(String instance, List<Finding> findings) {
        if (isPromised(instance)) {
            promise(
                    !otherVersionHeard || findings.stream().anyMatch(finding -> finding.kind() == Kind.VERSION),
                    () -> node + " says that it hears another version");
            otherVersionHeard = false;
        }
    }

    /** The agent is about to be told of somebody's announcement. */
    void captures(long capturedNanos) {
        claimCapturedNanos = Math.max(claimCapturedNanos, capturedNanos);
    }

    /** It has been told of all of them. */
    void nothingCaptured() {
        claimCapturedNanos = 0;
    }

    void warns(String message) {
        world.story().tell(() -> node + " warns: " + message);
    }

    /** Somebody else claims an address that the instance has. */
    void contests(String instance) {
        world.story().tell(() -> node + " tells of another one that claims an address of " + instance);
        if (isPromised(instance)) {
            world.promises().contested(node, claimCapturedNanos);
        }
    }

    private boolean isPromised(String instance) {
        return instance.equals(node.configured().name());
    }
}
