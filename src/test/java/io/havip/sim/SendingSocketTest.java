package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.text.Durations;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Errno;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent that sends from an address its host does not have, by a socket of its own, which is refused at first. */
class SendingSocketTest {
    private static final long DELAY = 1_000_000L;

    private final Timeline timeline = new Timeline();

    private Node node() {
        var dice = new Dice(1);
        var story = new Story(timeline, false);
        var network = new Network(timeline, dice, story, DELAY, DELAY);
        var settings =
                Instances.withPriority(255).interval(10 * Durations.SECOND).multicastFrom("10.77.0.77", false);
        var node = new Node(
                0,
                new DriftingClock(0, 0),
                timeline,
                dice,
                network,
                new Promises(timeline, 1, false),
                story,
                0,
                List.of(settings.settings()));
        network.connect(List.of(node));
        return node;
    }

    private void run(long seconds) {
        timeline.runFor(seconds * Durations.SECOND, () -> {});
    }

    private static List<Kind> findings(Node node) {
        var instance = node.agent().orElseThrow().loop().instances().getFirst();
        return instance.status().findings().stream().map(Finding::kind).toList();
    }

    @Test
    void isAskedForAgainThoughNothingElseHappens() {
        var node = node();
        var senders = node.machine().kernel().senders();
        senders.begin(Errno.EPERM);
        node.start();
        run(12);
        assertThat(node.state()).isEqualTo(State.ACTIVE);
        assertThat(findings(node)).contains(Kind.SEND_REFUSED);

        senders.end();
        run(20);

        assertThat(node.state()).isEqualTo(State.ACTIVE);
        assertThat(findings(node)).doesNotContain(Kind.SEND_REFUSED);
    }
}
