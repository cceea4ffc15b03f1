package io.havip.search;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.List;

/**
 * What a universe is made of: nodes with one virtual router each, or with several that move together. What a node is at a moment is a
 * number, the same for nodes that behave alike.
 */
interface Nodes {
    int count();

    /** How many virtual routers each node has. */
    int members();

    /** What each of a node's virtual routers is configured to. */
    VirtualRouterSettings settings(int node);

    /** A node that has not been started. */
    int unborn(int node);

    Reaction react(int node, int is, Happening what);

    /** What a node becomes by itself while a quarter of an interval passes. */
    int later(int node, int is);

    /** What can be asked of each of its virtual routers. */
    List<Facts> facts(int node, int is);

    /** @param faulty whether it has a fault of its own */
    record Facts(State state, int priority, boolean due, boolean keepsAddresses, boolean faulty) {
        boolean owns() {
            return state == State.ACTIVE || keepsAddresses;
        }
    }

    /** What a node makes of what happens to it: what it becomes, and what comes of that for others. */
    record Reaction(int becomes, List<Effect> effects) {}

    /** What happens to a node, or to one of its virtual routers. */
    sealed interface Happening {
        record Starts() implements Happening {}

        record IsToStop() implements Happening {}

        record Hears(int member, int from, Advertisement advertisement) implements Happening {}

        record IsDue(int member) implements Happening {}

        record Fails(int member) implements Happening {}

        record Recovers(int member) implements Happening {}

        /** All its virtual routers have a lower priority from now on, or their own again. */
        record IsBurdened(boolean burdened) implements Happening {}
    }

    /** What one of its virtual routers does. */
    sealed interface Effect {
        record Sends(int member, Advertisement advertisement) implements Effect {}

        record Leases(int member, long seconds) implements Effect {}

        record Releases(int member) implements Effect {}
    }
}
