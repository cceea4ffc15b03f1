package io.havip.search;

import io.havip.search.Nodes.Effect.Leases;
import io.havip.search.Nodes.Effect.Releases;
import io.havip.search.Nodes.Effect.Sends;
import io.havip.vrrp.Action;
import io.havip.vrrp.Event;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.ArrayList;
import java.util.List;

/** Nodes with one virtual router each: the core, made anew from its value for each question. */
final class Routers implements Nodes {
    private final List<VirtualRouterSettings> settings;
    private final RouterImage images;
    /** By their images, whatever their settings. */
    private final Numbering<String> routers = new Numbering<>();

    Routers(List<VirtualRouterSettings> settings, long horizonNanos) {
        this.settings = List.copyOf(settings);
        this.images = new RouterImage(horizonNanos);
    }

    @Override
    public int count() {
        return settings.size();
    }

    @Override
    public int members() {
        return 1;
    }

    @Override
    public VirtualRouterSettings settings(int node) {
        return settings.get(node);
    }

    @Override
    public int unborn(int node) {
        return number(new VirtualRouter(settings.get(node)));
    }

    private int number(VirtualRouter router) {
        return routers.number(images.of(router, RouterImage.NOW));
    }

    private VirtualRouter router(int node, int is) {
        return images.router(routers.value(is), settings.get(node));
    }

    @Override
    public Reaction react(int node, int is, Happening what) {
        var router = router(node, is);
        var effects = new ArrayList<Effect>();
        carryOut(router, event(node, what), effects);
        return new Reaction(number(router), List.copyOf(effects));
    }

    private Event event(int node, Happening what) {
        return switch (what) {
            case Happening.Starts() -> new Event.Started(Universe.address(node));
            case Happening.IsToStop() -> new Event.Stopping();
            case Happening.Hears(int _, int from, var advertisement) ->
                new Event.AdvertisementHeard(advertisement, Universe.address(from), RouterImage.NOW);
            case Happening.IsDue(int _) -> new Event.DeadlineReached();
            case Happening.Fails(int _) -> new Event.FaultRaised(RouterImage.NOW);
            case Happening.Recovers(int _) -> new Event.FaultCleared();
            case Happening.IsBurdened(boolean burdened) -> {
                int priority = settings.get(node).priority();
                yield new Event.PriorityChanged(burdened ? Math.max(1, priority - Universe.BURDEN) : priority);
            }
        };
    }

    private void carryOut(VirtualRouter router, Event event, List<Effect> effects) {
        for (var action : router.handle(event, RouterImage.NOW)) {
            switch (action) {
                case Action.SendAdvertisement(var advertisement) -> {
                    effects.add(new Sends(0, advertisement));
                    carryOut(router, new Event.AdvertisementLeft(), effects);
                }
                case Action.TakeAddresses(), Action.RefreshAddresses() ->
                    effects.add(new Leases(0, router.leaseSeconds()));
                case Action.ReleaseAddresses() -> effects.add(new Releases(0));
                case Action.Transition _, Action.StopAnnouncing(), Action.Announce(), Action.AnnounceAgain() -> {}
            }
        }
    }

    @Override
    public int later(int node, int is) {
        return routers.number(images.later(routers.value(is), Universe.QUARTER_NANOS));
    }

    @Override
    public List<Facts> facts(int node, int is) {
        var router = router(node, is);
        return List.of(new Facts(
                router.state(),
                router.trackedPriority(),
                router.deadlineNanos() <= RouterImage.NOW,
                router.keepsAddresses(),
                router.state() == State.FAULT));
    }
}
