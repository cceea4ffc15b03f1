package io.havip.search;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes whose virtual routers are a sync group: the gateway's own, with all that they have. One is led to where it is by what has
 * happened to it, each time that it is asked. Of its state that counts which decides what it does next: its routers, whether they wait for
 * each other, and what is wrong with them.
 */
final class Groups implements Nodes {
    private static final int LIVES_MAX = 4_000;

    private final List<List<InstanceSettings>> settings;
    private final RouterImage images;
    private final Numbering<Is> nodes = new Numbering<>();
    /** The first, and so the shortest, that was found for each. */
    private final Map<Integer, Past> pasts = new HashMap<>();

    /** Some that have been led there already, and not further. */
    private final Map<Integer, GroupNode> lives = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, GroupNode> eldest) {
            return size() > LIVES_MAX;
        }
    };

    /**
     * @param routers the images of its virtual routers
     * @param waiting which of them wait for the others
     * @param faulty which of them have a fault of their own
     */
    private record Is(int node, String routers, List<Boolean> waiting, List<Boolean> faulty) {}

    /** @param what null where a quarter of an interval passed */
    private record Past(@Nullable Past before, Nodes.@Nullable Happening what) {}

    Groups(List<List<InstanceSettings>> settings, long horizonNanos) {
        this.settings = List.copyOf(settings);
        this.images = new RouterImage(horizonNanos);
    }

    @Override
    public int count() {
        return settings.size();
    }

    @Override
    public int members() {
        return settings.getFirst().size();
    }

    @Override
    public VirtualRouterSettings settings(int node) {
        return settings.get(node).getFirst().router();
    }

    @Override
    public int unborn(int node) {
        return number(image(node, new GroupNode(node, settings.get(node))), new Past(null, null));
    }

    private int number(Is is, Past past) {
        int number = nodes.number(is);
        pasts.putIfAbsent(number, past);
        return number;
    }

    private Is image(int node, GroupNode live) {
        var routers = new StringBuilder();
        live.routers().forEach(router -> routers.append(images.of(router, live.nanos())));
        return new Is(node, routers.toString(), live.waiting(), live.faulty());
    }

    private GroupNode live(int node, int is) {
        var known = lives.remove(is);
        if (known != null) {
            return known;
        }
        var way = new ArrayList<Past>();
        for (var at = pasts.get(is); at.before() != null; at = at.before()) {
            way.addFirst(at);
        }
        var live = new GroupNode(node, settings.get(node));
        for (var step : way) {
            if (step.what() == null) {
                live.pass(Universe.QUARTER_NANOS);
            } else {
                live.happen(step.what());
            }
        }
        return live;
    }

    @Override
    public Reaction react(int node, int is, Happening what) {
        var live = live(node, is);
        var effects = live.happen(what);
        int becomes = number(image(node, live), new Past(pasts.get(is), what));
        lives.put(becomes, live);
        return new Reaction(becomes, effects);
    }

    @Override
    public int later(int node, int is) {
        var present = nodes.value(is);
        var routers = new StringBuilder();
        each(present).forEach(image -> routers.append(images.later(image, Universe.QUARTER_NANOS)));
        var later = new Is(node, routers.toString(), present.waiting(), present.faulty());
        int number = number(later, new Past(pasts.get(is), null));
        var live = lives.remove(is);
        if (live != null) {
            live.pass(Universe.QUARTER_NANOS);
            lives.put(number, live);
        }
        return number;
    }

    private List<String> each(Is is) {
        int length = RouterImage.length();
        return IntStream.range(0, members())
                .mapToObj(member -> is.routers().substring(member * length, (member + 1) * length))
                .toList();
    }

    @Override
    public List<Facts> facts(int node, int is) {
        var present = nodes.value(is);
        var each = each(present);
        return IntStream.range(0, members())
                .mapToObj(member -> {
                    var router = images.router(
                            each.get(member), settings.get(node).get(member).router());
                    return new Facts(
                            router.state(),
                            router.trackedPriority(),
                            router.deadlineNanos() <= RouterImage.NOW
                                    && !present.waiting().get(member),
                            router.keepsAddresses(),
                            present.faulty().get(member));
                })
                .toList();
    }
}
