package io.havip.sim;

import io.havip.vrrp.Action;
import io.havip.vrrp.Action.Announce;
import io.havip.vrrp.Action.AnnounceAgain;
import io.havip.vrrp.Action.RefreshAddresses;
import io.havip.vrrp.Action.ReleaseAddresses;
import io.havip.vrrp.Action.SendAdvertisement;
import io.havip.vrrp.Action.TakeAddresses;
import io.havip.vrrp.Action.Transition;
import io.havip.vrrp.Event;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.Event.FaultCleared;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.GroupYielded;
import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Reconfigured;
import io.havip.vrrp.Event.Started;
import io.havip.vrrp.Event.Stopped;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What happened in a simulation, line by line; written only when someone will read it. */
final class Story {
    private static final int LINES_MAX = 400;

    private final Timeline timeline;
    private final boolean written;
    private final List<String> lines = new ArrayList<>();

    Story(Timeline timeline, boolean written) {
        this.timeline = timeline;
        this.written = written;
    }

    void tell(Supplier<String> what) {
        if (written) {
            lines.add(String.format(Locale.ROOT, "%14.6f s  %s", timeline.nowNanos() / 1e9, what.get()));
        }
    }

    void tellOf(Node node, Event event, List<Action> actions) {
        tell(() -> node + " " + said(event) + (actions.isEmpty() ? "" : ": " + said(actions)));
    }

    private static String said(Event event) {
        return switch (event) {
            case AdvertisementHeard heard ->
                "hears " + heard.advertisement().priority() + " of "
                        + heard.source().getHostAddress();
            case DeadlineReached() -> "reaches its deadline";
            case Started _, Stopped _, FaultRaised _, FaultCleared _ ->
                event.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            case GroupYielded _ -> "yields with its group";
            case PriorityChanged(int priority) -> "has priority " + priority;
            case Reconfigured(var settings, int _) -> "goes on with " + settings;
        };
    }

    private static String said(List<Action> actions) {
        return actions.stream().map(Story::said).collect(Collectors.joining(", "));
    }

    private static String said(Action action) {
        return switch (action) {
            case Transition moved -> moved.from() + " -> " + moved.to() + " because of " + moved.cause();
            case SendAdvertisement(var advertisement) -> "advertises " + advertisement.priority();
            case TakeAddresses(), RefreshAddresses(), ReleaseAddresses(), Announce(), AnnounceAgain() ->
                action.getClass().getSimpleName();
        };
    }

    /** The end of it, which is where a promise broke. */
    String text() {
        var end = lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size());
        return String.join(System.lineSeparator(), end);
    }
}
