package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a neighbour can and can't do with addresses that are refused. */
@Execution(ExecutionMode.CONCURRENT)
class AddressFilterTest {
    private static final Set<InetAddress> VIRTUAL =
            Set.of(InetAddress.ofLiteral("10.77.0.100"), InetAddress.ofLiteral("fd00:77::100"));

    /** curl's exit status. */
    private static final String REFUSED_CONNECTION = "7";

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        Requirement.NFTABLES.ensure();
        lab = NetworkLab.create();
        lab.namespace("host");
        lab.connect("host", "eth0", "10.77.0.1/24", "fd00:77::1/64", "10.77.0.100/24", "fd00:77::100/64");
        lab.namespace("neighbour");
        lab.connect("neighbour", "eth0", "10.77.0.9/24", "fd00:77::9/64");
    }

    @AfterEach
    void disconnect() {
        NetworkLab.close(lab);
    }

    @Test
    void theyAnswerNobodyButAreFound() {
        var filter = new AddressFilter();
        assertThat(answers("10.77.0.100")).isTrue();
        assertThat(answers("fd00:77::100")).isTrue();

        refuse(filter, VIRTUAL);

        assertThat(answers("10.77.0.100")).isFalse();
        assertThat(answers("fd00:77::100")).isFalse();
        assertThat(answers("10.77.0.1")).as("its own address").isTrue();
        assertThat(answers("fd00:77::1")).as("its own address").isTrue();
        assertThat(lab.run("neighbour", "ip", "neighbour", "flush", "all")).isEmpty();
        answers("fd00:77::100");
        assertThat(lab.run("neighbour", "ip", "-6", "neighbour", "show", "fd00:77::100"))
                .as("neighbour discovery passes")
                .contains("lladdr");
    }

    @Test
    void theRulesFollowAChangeAndEndWithTheFilter() {
        var filter = new AddressFilter();
        refuse(filter, VIRTUAL);

        refuse(filter, Set.of(InetAddress.ofLiteral("fd00:77::100")));
        assertThat(answers("10.77.0.100")).isTrue();
        assertThat(answers("fd00:77::100")).isFalse();

        lab.inside("host", () -> {
            filter.close();
            return filter;
        });
        assertThat(answers("fd00:77::100")).isTrue();
        assertThat(tables()).doesNotContain("havip");
    }

    @Test
    void whatAKilledRunLeftBehindIsRemoved() {
        refuse(new AddressFilter(), VIRTUAL);

        lab.inside("host", () -> {
            var next = new AddressFilter();
            next.removeStale();
            return next;
        });

        assertThat(tables()).doesNotContain("havip");
    }

    private void refuse(AddressFilter filter, Set<InetAddress> addresses) {
        lab.inside("host", () -> {
            filter.refuse(addresses);
            return filter;
        });
    }

    private String tables() {
        return lab.run("host", "nft", "list", "tables");
    }

    /** Nobody listens: a host that gets the packet refuses the connection, one that does not says nothing. */
    private boolean answers(String address) {
        var url = address.contains(":") ? "http://[" + address + "]/" : "http://" + address + "/";
        return lab.run("neighbour", "sh", "-c", "curl --silent --max-time 1 " + url + " || echo $?")
                .strip()
                .equals(REFUSED_CONNECTION);
    }
}
