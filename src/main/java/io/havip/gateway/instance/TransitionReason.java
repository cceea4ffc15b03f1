package io.havip.gateway.instance;

import io.havip.observe.Circumstances;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.IpAddress;
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
            case PREEMPTION -> "the active router's priority is lower than our " + router.priority();
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

    private static String list(Map<String, String> faults) {
        return faults.entrySet().stream()
                .map(fault -> fault.getKey() + " " + fault.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String describe(Peer peer) {
        return IpAddress.text(peer.address()) + " (priority " + peer.priority() + ")";
    }
}
