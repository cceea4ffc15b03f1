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
    private final Stage stage = new Stage(1);

    private static List<Kind> findings(Node node) {
        var instance = node.agent().orElseThrow().instances().getFirst();
        return instance.status().findings().stream().map(Finding::kind).toList();
    }

    @Test
    void isAskedForAgainThoughNothingElseHappens() {
        var node = stage.node(List.of(Instances.withPriority(255)
                .interval(10 * Durations.SECOND)
                .multicastFrom("10.77.0.77", false)
                .settings()));
        var senders = node.machine().kernel().senders();
        senders.begin(Errno.EPERM);
        node.start();
        stage.run(12 * Durations.SECOND);
        assertThat(node.state()).isEqualTo(State.ACTIVE);
        assertThat(findings(node)).contains(Kind.SEND_REFUSED);

        senders.end();
        stage.run(20 * Durations.SECOND);

        assertThat(node.state()).isEqualTo(State.ACTIVE);
        assertThat(findings(node)).doesNotContain(Kind.SEND_REFUSED);
    }
}
