package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.StaticNetwork;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.testing.NetworkLab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel makes of the words of a route or a rule what it makes of them when {@code ip} hands them over. */
class RoutingInTheKernelTest {
    private static final String ROUTES = "10.9.0.0/16";
    private static final String ROUTES_6 = "fd00:9::/32";
    private static final Pattern OURS = Pattern.compile(" proto keepalived");

    @TempDir
    private Path temporary;

    private static NetworkLab lab;

    private final List<String> warnings = new ArrayList<>();
    private StaticNetwork network;

    @BeforeAll
    static void connectTwoHostsThatAreAlike() {
        lab = NetworkLab.create();
        for (var host : List.of("agent", "ip")) {
            lab.namespace(host);
            lab.connect(host, "eth0", "10.77.0.1/24", "fd00:77::1/64");
            lab.connect(host, "eth1", "10.78.0.1/24", "fd00:78::1/64");
        }
    }

    @AfterAll
    static void disconnect() {
        NetworkLab.close(lab);
    }

    @BeforeEach
    void start() {
        network = lab.inside("agent", () -> new StaticNetwork(warnings::add));
    }

    @AfterEach
    void stop() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.0.0/16 nexthop via 10.77.0.2 dev eth0 weight 3 nexthop via 10.78.0.2 dev eth1 weight 256",
                "10.9.0.0/16 metric 5 mtu 1400 nexthop via 10.79.0.2 dev eth0 onlink nexthop dev eth1",
                "10.9.0.0/16 nexthop via 10.77.0.2 realms 3/4 nexthop via 10.78.0.2",
                "10.9.0.0/16 via 10.77.0.2 tos 0x10",
                "10.9.0.0/16 via 10.77.0.2 realms 3/4 src 10.78.0.1",
                "10.9.0.0/16 via inet6 fd00:77::2 dev eth0",
                "10.9.0.0/16 via 10.77.0.2 mtu lock 1400 advmss 1300 hoplimit 64 window 70000 reordering 5 features"
                        + " ecn",
                "10.9.0.0/16 dev eth0 rtt 3200ms rttvar 2s rto_min 300ms cwnd lock 7 ssthresh 9",
                "10.9.0.0/16 dev eth0 rtt 3200 rttvar 3200 initcwnd 20 initrwnd 30 quickack 1 fastopen_no_cookie 1",
                "10.9.0.0/16 via 10.77.0.2 protocol static",
                "fd00:9::/48 via fd00:77::2 proto 186",
                "local 10.9.0.0/16 dev lo table 100",
                "local 10.9.0.1 dev lo",
                "unreachable 10.9.0.0/16",
                "throw 10.9.0.0/16 table 100 metric 7",
                "fd00:9::/48 nexthop via fd00:77::2 dev eth0 weight 3 nexthop via fd00:78::2 dev eth1",
                "fd00:9::/48 via fd00:77::2 pref high metric 7 advmss 1300 initcwnd 20",
                "prohibit fd00:9::/48"
            })
    void aRoute(String line) throws Exception {
        var routing = routing(line, "");
        lab.run("ip", words("ip route add " + line));

        network.apply(new StaticNetworkSettings(List.of(), routing));
        network.apply(new StaticNetworkSettings(List.of(), routing));

        assertThat(warnings).isEmpty();
        assertThat(routes("agent")).isEqualTo(routes("ip")).isNotBlank();
        network.apply(StaticNetworkSettings.NONE);
        assertThat(routes("agent")).isBlank();
        lab.run("ip", words("ip route delete " + line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "priority 100 not from 10.0.0.0/8 table 100",
                "priority 100 from 10.0.0.0/8 tos 0x10 table 100",
                "priority 100 from 10.0.0.0/8 realms 3/4 table 100",
                "priority 100 table main suppress_prefixlength 0",
                "priority 100 table main suppress_ifgroup 3",
                "priority 100 uidrange 1000-1999 table 100",
                "priority 100 ipproto tcp sport 1000-1999 dport 80 iif eth0 table 100",
                "priority 100 to 10.9.0.0/16 protocol static table 100",
                "priority 100 to 10.9.0.0/16 blackhole",
                "priority 100 fwmark 0x10/0xf0 unreachable",
                "priority 100 oif eth0 prohibit",
                "priority 100 from 10.0.0.0/8 goto 32766",
                "priority 100 l3mdev",
                "priority 100 from 10.0.0.0/8 nop",
                "priority 100 not from fd00:9::/48 ipproto udp dport 53 table 100",
                "priority 100 to fd00:9::/48 tos 0x10 goto 32766",
                "priority 100 to fd00:9::/48 blackhole"
            })
    void aRule(String line) throws Exception {
        var family = line.contains("fd00:") ? "-6" : "-4";
        var routing = routing("", line);
        lab.run("ip", words("ip " + family + " rule add " + line));

        network.apply(new StaticNetworkSettings(List.of(), routing));
        network.apply(new StaticNetworkSettings(List.of(), routing));

        assertThat(warnings).isEmpty();
        assertThat(rules("agent", family)).isEqualTo(rules("ip", family)).contains("100:");
        network.apply(StaticNetworkSettings.NONE);
        assertThat(rules("agent", family)).doesNotContain("100:");
        lab.run("ip", "ip", family, "rule", "delete", "priority", "100");
    }

    /** It is two routes to the kernel of IPv6, and one can be missing. */
    @Test
    void aNextHopThatSomebodyRemovedIsPutBack() throws Exception {
        var routing =
                routing("fd00:9::/48 nexthop via fd00:77::2 dev eth0 weight 3 nexthop via fd00:78::2 dev eth1", "");
        network.apply(new StaticNetworkSettings(List.of(), routing));
        var whole = routes("agent");
        lab.run("agent", words("ip route delete fd00:9::/48 via fd00:77::2"));

        network.apply(new StaticNetworkSettings(List.of(), routing));

        assertThat(routes("agent").lines().sorted())
                .isEqualTo(whole.lines().sorted().toList());
    }

    @Test
    void aRouteIsRemovedAlthoughOneOfItsInterfacesHasGone() throws Exception {
        lab.connect("agent", "eth2", "fd00:79::1/64");
        var routing = routing("fd00:9::/48 nexthop via fd00:77::2 dev eth0 nexthop via fd00:79::2 dev eth2", "");
        network.apply(new StaticNetworkSettings(List.of(), routing));
        lab.run("agent", words("ip link delete eth2"));
        assertThat(routes("agent")).contains("eth0");

        network.apply(StaticNetworkSettings.NONE);

        assertThat(routes("agent")).isBlank();
    }

    @Test
    void whatIsNotTrackedStaysAwayUntilItIsWantedAnew() throws Exception {
        var settings = new StaticNetworkSettings(
                List.of(), routing("10.9.0.0/16 dev eth0 no_track", "priority 100 table 100 no_track"));
        network.apply(settings);
        lab.run("agent", words("ip route delete 10.9.0.0/16"));
        lab.run("agent", words("ip rule delete priority 100"));

        network.apply(settings);
        assertThat(routes("agent")).isBlank();
        assertThat(rules("agent", "-4")).doesNotContain("100:");

        network.apply(StaticNetworkSettings.NONE);
        network.apply(settings);
        assertThat(routes("agent")).contains("10.9.0.0/16");
        assertThat(rules("agent", "-4")).contains("100:");
    }

    private Routing routing(String route, String rule) throws ConfigException {
        return new ConfigFolder(temporary)
                .read("keepalived.conf", """
                    static_routes {
                    %s
                    }
                    static_rules {
                    %s
                    }
                    vrrp_instance VI_1 {
                        interface eth0
                        virtual_router_id 51
                        virtual_ipaddress {
                            10.0.0.1
                        }
                    }
                    """.formatted(route, rule))
                .staticNetwork()
                .routing();
    }

    private String routes(String host) {
        return shown(lab.run(host, words("ip -4 route show table all root " + ROUTES)))
                + shown(lab.run(host, words("ip -6 route show table all root " + ROUTES_6)));
    }

    private String rules(String host, String family) {
        return shown(lab.run(host, "ip", family, "rule", "show"));
    }

    private static String shown(String output) {
        return OURS.matcher(output).replaceAll("");
    }

    private static String[] words(String command) {
        return command.split(" ");
    }
}
