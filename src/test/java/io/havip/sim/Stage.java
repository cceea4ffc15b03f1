package io.havip.sim;

import io.havip.gateway.settings.InstanceSettings;
import java.util.ArrayList;
import java.util.List;

/** For a story of a few nodes that is told step by step: clocks don't drift, and nothing is late or lost. */
final class Stage {
    private static final long DELAY_NANOS = 1_000_000L;

    private final int size;
    private final Timeline timeline = new Timeline();
    private final Dice dice = new Dice(1);
    private final Story story = new Story(timeline, false);
    private final Network network = new Network(timeline, dice, story, DELAY_NANOS, DELAY_NANOS);
    private final World world;
    private final List<Node> nodes = new ArrayList<>();

    /** @param size how many nodes there will be */
    Stage(int size) {
        this.size = size;
        this.world = new World(timeline, dice, story, network, new Promises(timeline, size));
    }

    /** One more, which has not been started yet. */
    Node node(List<InstanceSettings> settings) {
        var node = new Node(nodes.size(), false, new DriftingClock(0, 0), world, 0, settings);
        nodes.add(node);
        if (nodes.size() == size) {
            network.connect(nodes);
        }
        return node;
    }

    void run(long nanos) {
        timeline.runFor(nanos, () -> {});
    }
}
