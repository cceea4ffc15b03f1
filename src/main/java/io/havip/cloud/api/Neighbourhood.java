package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.Remarks;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What stands around this node's interface: whether peers are heard, and whether one host can take two nodes with it. */
public record Neighbourhood(View view) {
    /** What an API tells of it. */
    public interface View {
        /** This node's interface. */
        Optional<Station> own(Port port) throws CallFailed, InterruptedException;

        /** The interface in the same private network that has an address. */
        Optional<Station> at(Port own, String address) throws CallFailed, InterruptedException;

        /** Whether the groups of one let protocol 112 in from the other. */
        Admission admission(Station own, InetAddress address, Station peer) throws CallFailed, InterruptedException;

        Spread spread(Station own, Station peer) throws CallFailed, InterruptedException;
    }

    /**
     * Whether two instances are on different hosts.
     *
     * @param sentence what is known, without the instances
     */
    public record Spread(boolean certain, String sentence) {}

    /** @return this node's interface, where the API tells it */
    public Optional<Station> tell(Port port, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        var own =
                remarks.ask("who is around " + port.id(), () -> view.own(port)).flatMap(found -> found);
        if (own.isPresent()) {
            for (var address : peers) {
                if (address instanceof Inet4Address) {
                    tell(own.get(), address, remarks);
                } else {
                    remarks.tell(
                            "the peer %s is not asked for: it is no IPv4 address".formatted(IpAddress.text(address)));
                }
            }
        }
        return own;
    }

    private void tell(Station own, InetAddress address, Remarks remarks) throws InterruptedException {
        String name = IpAddress.text(address);
        var found = remarks.ask("whose the peers' addresses are", () -> view.at(own.port(), name));
        if (found.isEmpty()) {
            return;
        }
        if (found.get().isEmpty()) {
            remarks.warning("no interface in %s has the peer's address %s: nothing is known of it"
                    .formatted(own.port().network(), name));
            return;
        }
        var peer = found.get().get();
        remarks.ask("whether protocol 112 gets in", () -> view.admission(own, address, peer))
                .ifPresent(admission -> tell(admission, own, name, remarks));
        remarks.ask("whether the nodes are on different hosts", () -> view.spread(own, peer))
                .ifPresent(spread -> tell(spread, own, peer, remarks));
    }

    private static void tell(Admission admission, Station own, String peer, Remarks remarks) {
        String groups = String.join(", ", own.groups());
        switch (admission) {
            case YES -> remarks.tell("%s lets protocol 112 in from %s".formatted(groups, peer));
            case NO ->
                remarks.error(
                        "%s does not let protocol 112 in from %s: each node would become Active"
                                .formatted(groups, peer),
                        "add a rule for it");
            case UNKNOWN ->
                remarks.tell(
                        "whether %s lets protocol 112 in from %s can't be told from its rules".formatted(groups, peer));
        }
    }

    private static void tell(Spread spread, Station own, Station peer, Remarks remarks) {
        String sentence =
                "%s and %s: %s".formatted(own.port().instance(), peer.port().instance(), spread.sentence());
        if (spread.certain()) {
            remarks.tell(sentence);
        } else {
            remarks.warning(sentence);
        }
    }
}
