package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.routing.RoutingWords;
import io.havip.config.yaml.YamlText;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.Tracking;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances that can't be active without some static addresses, routes and rules. */
class TrackGroupTest {
    private static final String INSTANCES = """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 51
            virtual_ipaddress {
                10.0.0.1
            }
        }
        vrrp_instance VI_2 {
            interface eth0
            virtual_router_id 52
            virtual_ipaddress {
                10.0.0.2 %s
            }
        }
        """;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void theyFollowTheGroupsThatListThem() throws Exception {
        var config = folder.read("keepalived.conf", """
            track_group UPLINK {
                group {
                    VI_1
                    VI_2
                }
            }
            track_group VPN { group { VI_2 } }
            static_ipaddress {
                10.1.0.1/24 dev eth1 track_group UPLINK
                10.2.0.1/24 dev eth1
            }
            static_routes {
                10.3.0.0/16 track_group UPLINK via 10.1.0.254 dev eth1
                10.4.0.0/16 via 10.1.0.254
            }
            static_rules {
                from 10.3.0.0/16 table 100 track_group VPN
                from 10.4.0.0/16 table 100
            }
            """ + INSTANCES.formatted(""));

        assertThat(config.instances())
                .extracting(instance -> instance.tracking().health())
                .containsExactly(
                        List.of(new Tracking("static UPLINK", 0, false)),
                        List.of(new Tracking("static UPLINK", 0, false), new Tracking("static VPN", 0, false)));
        assertThat(config.instances())
                .extracting(instance -> instance.tracking().interfaces())
                .containsOnly(List.of(new Tracking("eth1", 0, false)));
        var network = config.staticNetwork();
        assertThat(network.addresses()).extracting(VirtualAddress::written).containsExactly("10.2.0.1/24");
        assertThat(network.routing().routes())
                .extracting(RoutingWords::write)
                .containsExactly("10.4.0.0/16 via 10.1.0.254 table 254 scope 0");
        assertThat(network.routing().rules())
                .extracting(RoutingWords::write)
                .containsExactly("priority 16383 from 10.4.0.0/16 table 100");
        assertThat(network.groups())
                .extracting(
                        group -> group.name(),
                        group -> group.addresses().stream()
                                .map(VirtualAddress::written)
                                .toList()
                                .toString(),
                        group -> group.routing().routes().stream()
                                .map(RoutingWords::write)
                                .toList()
                                .toString(),
                        group -> group.routing().rules().stream()
                                .map(RoutingWords::write)
                                .toList()
                                .toString())
                .containsExactly(
                        Tuple.tuple(
                                "UPLINK",
                                "[10.1.0.1/24]",
                                "[10.3.0.0/16 via 10.1.0.254 dev eth1 table 254 scope 0]",
                                "[]"),
                        Tuple.tuple("VPN", "[]", "[]", "[priority 16384 from 10.3.0.0/16 table 100]"));
        assertThat(config.notices()).isEmpty();

        var written = folder.read("gateway.yaml", YamlText.of(config.origin().settings()));
        assertThat(written.instances()).isEqualTo(config.instances());
        assertThat(written.staticNetwork()).isEqualTo(network);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertThat(folder.errors("keepalived.conf", """
            track_group UPLINK { group { VI_3 } }
            track_group EMPTY { group { } }
            track_group UPLINK { group { VI_1 } }
            static_ipaddress { 10.1.0.1/24 dev eth1 track_group UPLNK }
            static_routes { 10.3.0.0/16 via 10.1.0.254 track_group OTHER }
            """ + INSTANCES.formatted("track_group UPLINK")))
                .contains("there is no vrrp_instance 'VI_3'")
                .contains("keepalived.conf:2:13: error: track_group EMPTY: no instance is in it")
                .contains("keepalived.conf:3:13: error: track_group: the track group 'UPLINK' is described twice")
                .contains("keepalived.conf:4:53: error: static_ipaddress: track_group: there is no track_group 'UPLNK'")
                .contains("did you mean UPLINK?")
                .contains("keepalived.conf:5:56: error: static_routes: there is no track_group 'OTHER'")
                .contains("virtual_ipaddress: track_group: only static addresses have a track group");
        assertThat(folder.errors("gateway.yaml", """
            static:
              groups:
                - {name: uplink, rules: [table 100]}
                - {name: uplink, rules: [table 101]}
            instances:
              - {name: VI_1, interface: eth0, vrid: 51, addresses: [10.0.0.1], track: {static: {upling: {}}}}
            """))
                .contains("static.groups[1].name: another group is named so")
                .contains("no group of static is named 'upling'", "did you mean uplink?");
    }
}
