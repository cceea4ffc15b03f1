package io.havip.sim;

import io.havip.gateway.settings.InstanceSettings;
import java.util.ArrayList;
import java.util.List;

/** For a story of a few nodes that is told step by step: clocks don't drift, and nothing is late or lost. */
final class Stage {
    private static final long DELAY_NANOS = 1_000_000L;

    private final int size;
    private final Timeline timeline = new Timeline();
    private final World world;
    private final List<Node> nodes = new ArrayList<>();

    /** @param size how many nodes there will be */
    Stage(int size) {
        this.size = size;
        var dice = new Dice(1);
        var story = new Story(timeline, false);
        var network = new Network(timeline, dice, story, DELAY_NANOS, DELAY_NANOS);
        this.world = new World(timeline, dice, story, network, new Promises(timeline, size));
    }

    /** One more, which has not been started yet. */
    Node node(List<InstanceSettings> settings) {
        return node(false, settings);
    }

    /** Likewise, of another make. */
    Node plainNode(List<InstanceSettings> settings) {
        return node(true, settings);
    }

    private Node node(boolean plain, List<InstanceSettings> settings) {
        var node = new Node(nodes.size(), plain, new DriftingClock(0, 0), world, 0, settings);
        nodes.add(node);
        if (nodes.size() == size) {
            world.network().connect(nodes);
        }
        return node;
    }

    History history(Node node) {
        return world.promises().of(node);
    }

    long nowNanos() {
        return timeline.nowNanos();
    }

    void run(long nanos) {
        timeline.runFor(nanos, () -> {});
    }
}
