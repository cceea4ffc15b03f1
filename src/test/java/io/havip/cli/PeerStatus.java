package io.havip.cli;

import io.havip.console.PeerAnswer;
import java.util.List;

/** What the doctor makes of other nodes' answers, for tests outside of this package. */
public final class PeerStatus {
    private PeerStatus() {}

    /** A good one. */
    public static String backup() {
        return OtherNodesTest.node("gw2", "backup", "2026-01-01T11:00:00.000Z", 51)
                .encode();
    }

    /** What is wrong with them, and how to mend it. */
    public static String found(List<PeerAnswer> answers) {
        var text = new StringBuilder();
        OtherNodes.ailments(OtherNodesTest.OWN, answers).forEach(ailment -> text.append(ailment.text()));
        return text.toString();
    }
}
