package io.havip.sim;

import io.havip.gateway.loop.Mail;
import io.havip.gateway.loop.Mailbox;
import io.havip.gateway.loop.ProtocolLoop;
import io.havip.gateway.loop.VirtualRouters;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.observe.Meters;
import io.havip.vrrp.State;
import java.util.List;

/** One run of a node's agent. */
record Agent(VirtualHost host, Mailbox mailbox, ProtocolLoop loop, VirtualRouters routers, Hearing hearing) {
    static Agent on(VirtualHost host) {
        var meters = new Meters(host, false);
        var mailbox = new Mailbox(meters.loop(), host::wake);
        var loop = new ProtocolLoop(host, mailbox, meters, () -> {});
        return new Agent(host, mailbox, loop, loop.virtualRouters(meters), new Hearing());
    }

    /** Whether of its virtual routers, which move together, one has the role and another one has not. */
    boolean divided() {
        return in(State.ACTIVE) && in(State.BACKUP);
    }

    private boolean in(State state) {
        return loop.instances().stream()
                .anyMatch(member -> member.status().role().state() == state);
    }

    /** Whether they know that what the node tracks has failed. */
    boolean knowsFault() {
        return loop.verdicts().stream().anyMatch(verdict -> verdict.tracker().equals(Cast.FAULT) && !verdict.healthy());
    }

    /** Whether they know that an address could not be bound, which keeps them from the last resort's role too, for a while. */
    boolean knowsRefusal() {
        return loop.instances().stream()
                .anyMatch(member -> member.status().faults().containsKey("virtual address"));
    }

    void reload(List<InstanceSettings> settings) {
        mailbox.put(new Mail.Reconfigure(routers.change(settings, InterfaceSettings.NONE, () -> {})));
    }
}
