package io.havip.gateway.instance;

import io.havip.observe.Circumstances;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.IpAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A transition in a sentence for people. */
final class TransitionReason {
    private TransitionReason() {}

    /**
     * @param router after the transition
     * @param circumstances among them the Active that was followed before it, and what keeps the router in FAULT
     */
    static String of(Transition transition, VirtualRouter router, Circumstances circumstances) {
        var former = circumstances.former().activePeer().map(TransitionReason::describe);
        var faults = circumstances.faults();
        return switch (transition.cause()) {
            case STARTUP -> "started with priority " + router.priority();
            case ACTIVE_DOWN -> former.map(peer -> peer + " fell silent").orElse("no active router was heard");
            case RELEASE_HEARD -> former.orElse("the active router") + " released the role";
            case PREEMPTION -> preemption(router, circumstances);
            case BETTER_HEARD ->
                transition.to() == State.FAULT
                        ? "somebody better than the last resort is heard"
                        : router.activePeer().map(TransitionReason::describe).orElse("another router")
                                + " is better than our priority " + router.priority();
            case FAULT -> list(faults);
            case LAST_RESORT -> "nobody else is heard: the last resort serves, in spite of " + list(faults);
            case LAST_RESORT_RETRY -> "the last resort makes room for those who take over from nobody that advertises";
            case RECOVERY -> "everything that is tracked works again";
            case GROUP -> "another router of its sync group gave up the role";
            case STALL -> "this process could not run for longer than its peers wait";
            case SEND_REFUSED ->
                "this host refuses to send our advertisements, and "
                        + router.activePeer().map(TransitionReason::describe).orElse("another router") + " is heard";
            case UNHEARD ->
                router.activePeer().map(TransitionReason::describe).orElse("another router")
                        + " goes on advertising: it does not hear us";
            case SHUTDOWN -> "told to stop";
        };
    }

    /** The one of lower priority that was heard last, which need not be followed, and for how long it, or its like, was heard. */
    private static String preemption(VirtualRouter router, Circumstances circumstances) {
        var lower = circumstances.heard().stream()
                .filter(heard -> heard.priority() > 0 && heard.priority() < router.priority())
                .max(Comparator.comparingLong(Circumstances.Heard::atNanos))
                .map(heard -> IpAddress.text(heard.address()) + " (priority " + heard.priority() + ")")
                .orElse("the active router");
        var heardFor = circumstances
                .own()
                .waited()
                .filter(wait -> wait.lowerSinceNanos() != VirtualRouter.NEVER)
                .map(wait -> String.format(
                        Locale.ROOT, ", and was heard for %.0f ms", (wait.dueNanos() - wait.lowerSinceNanos()) / 1e6));
        return lower + " has a lower priority than our " + router.priority() + heardFor.orElse("");
    }

    private static String list(Map<String, String> faults) {
        return faults.entrySet().stream()
                .map(fault -> fault.getKey() + " " + fault.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String describe(Peer peer) {
        return IpAddress.text(peer.address()) + " (priority " + peer.priority() + ")";
    }
}
