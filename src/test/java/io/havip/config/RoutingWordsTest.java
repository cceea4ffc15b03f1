package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.routing.RoutingWords;
import io.havip.config.yaml.YamlText;
import io.havip.gateway.settings.Routing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes and rules of keepalived.conf, shown in the words of {@code ip route} and {@code ip rule}. */
class RoutingWordsTest {
    @TempDir
    private Path temporary;

    @Test
    void routesAsPeopleWriteThem() throws Exception {
        assertThat(read(
                                "src 10.0.0.1 to 10.9.0.0/16 via 10.0.0.5 dev eth0 metric 7 mtu 1400 no_track",
                                "10.8.0.0/16 gw 10.0.0.5 oif eth1 table 100 onlink",
                                "blackhole 10.7.0.0/16 protocol static",
                                "10.6.0.0/16 dev eth0",
                                "default via fd00::5",
                                "default via 10.0.0.5 table main")
                        .routes())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "10.9.0.0/16 via 10.0.0.5 dev eth0 src 10.0.0.1 table 254 scope 0 metric 7 mtu 1400 no_track",
                        "10.8.0.0/16 via 10.0.0.5 dev eth1 onlink table 100 scope 0",
                        "blackhole 10.7.0.0/16 table 254 scope 0 protocol 4",
                        "10.6.0.0/16 dev eth0 table 254 scope 253",
                        "::/0 via fd00::5 table 254 scope 0",
                        "0.0.0.0/0 via 10.0.0.5 table 254 scope 0");
    }

    @Test
    void severalNextHopsShareARoute() throws Exception {
        assertThat(read(
                                "10.9.0.0/16 table 100 nexthop via 10.0.0.5 dev eth0 weight 3 nexthop via 10.1.0.5"
                                        + " onlink",
                                "10.8.0.0/16 via 10.0.0.5 or 10.0.0.6 dev eth0",
                                "10.7.0.0/16 gw 10.0.0.5 or via 10.0.0.6 or via 10.0.0.7 metric 5",
                                "10.6.0.0/16 realms 3/4 nexthop dev eth0 nexthop dev eth1 realms 5",
                                "10.5.0.0/16 nexthop via 10.0.0.5 dev eth0 weight 9",
                                "fd00:9::/48 nexthop via fd00::5 dev eth0 nexthop via fd00::6 dev eth0")
                        .routes())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "10.9.0.0/16 table 100 scope 0 nexthop via 10.0.0.5 dev eth0 weight 3"
                                + " nexthop via 10.1.0.5 onlink weight 1",
                        "10.8.0.0/16 table 254 scope 0 nexthop via 10.0.0.5 dev eth0 weight 1"
                                + " nexthop via 10.0.0.6 dev eth0 weight 1",
                        "10.7.0.0/16 table 254 scope 0 metric 5 nexthop via 10.0.0.5 weight 1"
                                + " nexthop via 10.0.0.6 weight 1 nexthop via 10.0.0.7 weight 1",
                        "10.6.0.0/16 table 254 scope 0 nexthop dev eth0 realms 3/4 weight 1"
                                + " nexthop dev eth1 realms 0/5 weight 1",
                        "10.5.0.0/16 via 10.0.0.5 dev eth0 table 254 scope 0",
                        "fd00:9::/48 table 254 scope 0 nexthop via fd00::5 dev eth0 weight 1"
                                + " nexthop via fd00::6 dev eth0 weight 1");
    }

    @Test
    void rarerWordsOfRoutes() throws Exception {
        assertThat(read(
                                "10.9.0.0/16 dev eth0 tos 0x10 mtu lock 1400 rtt 200ms rttvar 1s rto_min 300 features"
                                        + " ecn",
                                "10.8.0.0/16 via inet6 fe80::1 dev eth0 dsfield CS1 realm 7 quickack 1 hoplimit 64",
                                "fd00:9::/48 via fd00::5 pref high initcwnd 20",
                                "local 10.7.0.0/16 dev lo table 100",
                                "local 10.6.0.1 dev lo",
                                "inet6 unreachable default")
                        .routes())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "10.9.0.0/16 dev eth0 table 254 scope 253 tos 16 mtu lock 1400 rtt 1600 rttvar 4000"
                                + " features ecn rto_min lock 300",
                        "10.8.0.0/16 via inet6 fe80::1 dev eth0 realms 0/7 table 254 scope 0 tos 32"
                                + " hoplimit 64 quickack 1",
                        "fd00:9::/48 via fd00::5 table 254 scope 0 pref high initcwnd 20",
                        "local 10.7.0.0/16 dev lo table 100 scope 254",
                        "local 10.6.0.1/32 dev lo table 255 scope 254",
                        "unreachable ::/0 table 254 scope 0");
    }

    @Test
    void rarerWordsOfRules() throws Exception {
        assertThat(readRules(
                                "priority 1 not from 10.0.0.0/8 tos 0x10 realms 3/4 table 100 no_track",
                                "priority 2 table main suppress_prefixlength 0 suppress_ifgroup 3",
                                "priority 3 uidrange 1000-1999 ip_proto UDP sport 10-20 dport 53 table 100",
                                "priority 4 to 10.9.0.0/16 type blackhole",
                                "priority 5 unreachable ipproto 99",
                                "priority 6 prohibit inet6",
                                "priority 7 goto 32766",
                                "priority 8 l3mdev",
                                "priority 9 nop")
                        .rules())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "priority 1 not from 10.0.0.0/8 tos 16 realms 3/4 table 100 no_track",
                        "priority 2 suppress_ifgroup 3 suppress_prefixlength 0 table 254",
                        "priority 3 uidrange 1000-1999 ipproto 17 sport 10-20 dport 53 table 100",
                        "priority 4 to 10.9.0.0/16 blackhole",
                        "priority 5 ipproto 99 unreachable",
                        "inet6 priority 6 prohibit",
                        "priority 7 goto 32766",
                        "priority 8 l3mdev",
                        "priority 9 nop");
    }

    @Test
    void aRuleWithoutPriorityGetsTheNextOneOfItsFamily() throws Exception {
        assertThat(readRules(
                                "from 10.0.0.1/32 table 100",
                                "from fd00::1 table 100",
                                "to 10.9.0.0/16 iif eth0 lookup 101",
                                "pref 50 fwmark 0x10/0xff table 102")
                        .rules())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "priority 16384 from 10.0.0.1/32 table 100",
                        "inet6 priority 16384 from fd00::1/128 table 100",
                        "priority 16383 to 10.9.0.0/16 iif eth0 table 101",
                        "priority 50 fwmark 0x10/0xff table 102");
    }

    @Test
    void theyReadBackFromYaml() throws Exception {
        var config = config("""
            10.9.0.0/16 via 10.0.0.5 dev eth0 tos 0x10 mtu lock 1400 features ecn rtt 1s no_track
            10.8.0.0/16 nexthop via inet6 fe80::1 dev eth0 weight 3 realms 3/4 nexthop dev eth1 onlink
            fd00:9::/48 via fd00::5 pref low
            local 10.7.0.0/16 dev lo
            throw 10.8.0.0/16 table 100\
            """, """
            from 10.0.0.1 table 100
            not from 10.0.0.1 uidrange 0-4294967294 sport 80 realms 65535/65535 fwmark 0xffffffff nop
            inet6 goto 20000 tos AF11 no_track
            l3mdev\
            """);

        assertThat(new ConfigFolder(temporary)
                        .read("gateway.yaml", YamlText.of(config.origin().settings()))
                        .instances())
                .isEqualTo(config.instances());
    }

    @Test
    void whatIsNoRouteOrRuleIsRefusedWithTheMend() {
        assertThat(new ConfigFolder(temporary).errors("keepalived.conf", text("""
            10.1.0.0/16
            10.1.0.0/16 via 10.0.0.5 expires 5
            10.1.0.0/16 via fd00::5
            10.1.0.0/16 via 10.0.0.5 nexthop via 10.0.0.6
            10.1.0.0/16 via 10.0.0.5 weight 2
            10.1.0.0/16 nexthop via 10.0.0.5 weight 257
            10.1.0.0/16 nexthop weight 1
            10.1.0.0/16 dev eth0 hoplimit 256
            10.1.0.0/16 dev eth0 quickack 2
            10.1.0.0/16 dev eth0 features sack
            10.1.0.0/16 dev eth0 pref high
            10.1.0.0/16 dev eth0 initcwnd lock 10
            fd00:9::/48 dev eth0 tos 0x10
            fd00:9::/48 dev eth0 pref higher
            10.1.0.0/16 via 10.0.0.5 or\
            """, """
            from 10.1.0.0/16 priority 100
            from 10.1.0.0/16 table nosuchtable
            from 10.1.0.0/16 priority 100 goto 99
            from 10.1.0.0/16 table 100 blackhole
            from 10.1.0.0/16 to fd00::/8 table 100
            table 100 suppress_prefixlength 129
            table 100 sport 20-10
            table 100 dport 0
            table 100 uidrange 1-x
            table 100 tos 0x11
            table 100 tos nosuchtos
            table 100 ipproto nosuchprotocol
            table 100 realms 65536
            inet6 table 100 realms 1
            10.1.0.0/16 table 100\
            """)))
                .contains("virtual_routes: it leads nowhere", "add via ADDRESS or dev INTERFACE")
                .contains("virtual_routes: 'expires' is not supported here")
                .contains("virtual_routes: destination, gateway and source are of two families")
                .contains(
                        "it belongs to a next hop, and stands before them",
                        "write nexthop before it, as before the others")
                .contains("write nexthop before its gateway")
                .contains("'257' is not in 1..256")
                .contains("'256' is not in 1..255")
                .contains("'2' is not in 0..1")
                .contains("'sack' is no feature", "write ecn")
                .contains("only routes of IPv6 have a preference")
                .contains("'10' is not supported here")
                .contains("routes of IPv6 have neither tos nor realms")
                .contains("'higher' is no preference", "choose low, medium or high")
                .contains("a value is missing", "write via ADDRESS or ADDRESS")
                .contains("'99' is not after this rule, 100", "go to a rule with a higher priority")
                .contains("it can't do all of table, blackhole", "keep one of them")
                .contains("its networks are of two families")
                .contains("'129' is not in 0..128")
                .contains("'20-10' ends before it begins", "write the lower number first")
                .contains("'0' is not in 1..65535")
                .contains("'x' is not a whole number")
                .contains("'0x11' is not a multiple of 4")
                .contains("'nosuchtos' is no type of service", "name it in /etc/iproute2/rt_dsfield")
                .contains("'nosuchprotocol' is no protocol")
                .contains("'65536' is not in 0..65535")
                .contains("rules of IPv6 have none")
                .contains("'10.1.0.0/16' is not supported here")
                .contains("virtual_rules: no table is looked up", "add table NUMBER or its name")
                .contains("virtual_rules: 'nosuchtable' is no routing table");
    }

    private Routing read(String... routes) throws ConfigException {
        return config(String.join("\n", routes), "")
                .instances()
                .getFirst()
                .moving()
                .routing();
    }

    private Routing readRules(String... rules) throws ConfigException {
        return config("", String.join("\n", rules))
                .instances()
                .getFirst()
                .moving()
                .routing();
    }

    private GatewayConfig config(String routes, String rules) throws ConfigException {
        return new ConfigFolder(temporary).read("keepalived.conf", text(routes, rules));
    }

    private static String text(String routes, String rules) {
        return """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    10.0.0.1
                }
                virtual_routes {
            %s
                }
                virtual_rules {
            %s
                }
            }
            """.formatted(routes, rules);
    }
}
