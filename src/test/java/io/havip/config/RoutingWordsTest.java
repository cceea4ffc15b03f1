package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.draft.RoutingWords;
import io.havip.config.yaml.YamlWriter;
import io.havip.gateway.Routing;
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
                                "blackhole 10.7.0.0/16",
                                "10.6.0.0/16 dev eth0",
                                "default via fd00::5",
                                "default via 10.0.0.5 table main")
                        .routes())
                .extracting(RoutingWords::write)
                .containsExactly(
                        "10.9.0.0/16 via 10.0.0.5 dev eth0 src 10.0.0.1 table 254 scope 0 metric 7 mtu 1400",
                        "10.8.0.0/16 via 10.0.0.5 dev eth1 table 100 scope 0 onlink",
                        "blackhole 10.7.0.0/16 table 254 scope 0",
                        "10.6.0.0/16 dev eth0 table 254 scope 253",
                        "0:0:0:0:0:0:0:0/0 via fd00:0:0:0:0:0:0:5 table 254 scope 0",
                        "0.0.0.0/0 via 10.0.0.5 table 254 scope 0");
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
                        "inet6 priority 16384 from fd00:0:0:0:0:0:0:1/128 table 100",
                        "priority 16383 to 10.9.0.0/16 iif eth0 table 101",
                        "priority 50 fwmark 0x10/0xff table 102");
    }

    @Test
    void theyReadBackFromYaml() throws Exception {
        var config =
                config("10.9.0.0/16 via 10.0.0.5 dev eth0\nthrow 10.8.0.0/16 table 100", "from 10.0.0.1 table 100");

        assertThat(new ConfigFolder(temporary)
                        .read("gateway.yaml", YamlWriter.write(config))
                        .instances())
                .isEqualTo(config.instances());
    }

    @Test
    void whatIsNoRouteOrRuleIsRefusedWithTheMend() {
        assertThat(new ConfigFolder(temporary).errors("keepalived.conf", text("""
                10.1.0.0/16
                10.1.0.0/16 via 10.0.0.5 rto_min 5
                10.1.0.0/16 via fd00::5""", """
                from 10.1.0.0/16 priority 100
                from 10.1.0.0/16 table nosuchtable""")))
                .contains("virtual_routes: it leads nowhere", "add via ADDRESS or dev INTERFACE")
                .contains("virtual_routes: 'rto_min' is not supported here")
                .contains("virtual_routes: destination, gateway and source are of two families")
                .contains("virtual_rules: no table is looked up", "add table NUMBER or its name")
                .contains("virtual_rules: 'nosuchtable' is no routing table");
    }

    private Routing read(String... routes) throws ConfigException {
        return config(String.join("\n", routes), "").instances().getFirst().routing();
    }

    private Routing readRules(String... rules) throws ConfigException {
        return config("", String.join("\n", rules)).instances().getFirst().routing();
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
