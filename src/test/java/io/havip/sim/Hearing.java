package io.havip.sim;

import io.havip.vrrp.Advertisement;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * What of that which an agent reads it has to take for an advertisement: nothing of its own, nothing that can be seen to be
 * forged, and of one who signs nothing that was overtaken, or comes twice.
 */
final class Hearing {
    private record Speaker(InetAddress address, int vrid) {}

    private final Map<Speaker, Long> last = new HashMap<>();

    /** Whether its version alone keeps an advertisement from being one for this node. */
    static boolean isOtherVersion(Advertisement says, Node node) {
        return says.version() != node.settings().version();
    }

    boolean counts(Sent sent, Node node) {
        var says = sent.says();
        if (says == null || !sent.credible() || sent.source().equals(node.address()) || isOtherVersion(says, node)) {
            return false;
        }
        if (!node.signs()) {
            return true;
        }
        var speaker = new Speaker(sent.source(), says.vrid());
        boolean younger = sent.number() > last.getOrDefault(speaker, -1L);
        if (younger) {
            last.put(speaker, sent.number());
        }
        return younger;
    }
}
