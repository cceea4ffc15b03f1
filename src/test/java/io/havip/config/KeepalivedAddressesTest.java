package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.options.AddressOptions;
import io.havip.config.yaml.YamlText;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The addresses of a {@code keepalived.conf}, and the virtual MACs that they may have. */
class KeepalivedAddressesTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void anAddressOfTheOtherFamilyHasAVirtualMacOnlyWithUseVmacAddr() throws Exception {
        assertThat(interfaces("use_vmac")).containsExactly("vrrp.51", "eth0");
        assertThat(interfaces("use_vmac\nuse_vmac_addr")).containsExactly("vrrp.51", "vrrp6.51");
        assertThat(interfaces("use_vmac_addr")).containsExactly("eth0", "vrrp.51");
    }

    @Test
    void aLongPrefixOfVirtualMacsIsShortened() throws Exception {
        assertThat(folder.read("keepalived.conf", """
            global_defs {
                vmac_prefix load-balancers
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 251
                use_vmac
                virtual_ipaddress {
                    10.0.0.1/24
                }
            }
            """)
                        .instances()
                        .getFirst()
                        .moving()
                        .addresses())
                .extracting(VirtualAddress::interfaceName)
                .containsExactly("load-balanc.251");
    }

    @Test
    void withAKeywordOfUnicastAdvertisementsLeaveWithTheInterfacesOwnMac() throws Exception {
        assertThat(advertises("use_vmac")).isTrue();
        assertThat(advertises("use_vmac\nunicast_src_ip 10.0.0.9")).isFalse();
        assertThat(advertises("use_vmac\nunicast_src_ip 10.0.0.9\nstrict_mode"))
                .as("strict mode has no vmac_xmit_base")
                .isTrue();
    }

    private boolean advertises(String keywords) throws Exception {
        return of(keywords).virtualMacs().getFirst().advertises();
    }

    private List<String> interfaces(String keywords) throws Exception {
        return of(keywords).addresses().stream()
                .map(VirtualAddress::interfaceName)
                .toList();
    }

    private MovingSettings of(String keywords) throws Exception {
        return folder.read("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    10.0.0.1/24
                }
                virtual_ipaddress_excluded {
                    fd00::1/64
                }
                %s
            }
            """.formatted(keywords))
                .instances()
                .getFirst()
                .moving();
    }

    @Test
    void virtualMacsAreNamedAndNumberedAsInKeepalived() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            global_defs {
                vmac_prefix lan
                vrrp_garp_extra_if 100
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                use_vmac
                use_vmac_addr
                dont_track_primary
                virtual_ipaddress {
                    10.0.0.1/24
                    10.1.0.1/24 dev eth1
                }
                virtual_ipaddress_excluded {
                    fd00::1/64
                }
            }
            vrrp_instance VI_2 {
                interface eth0
                virtual_router_id 52
                use_vmac office 02:00:00:00:00
                vmac_xmit_base
                garp_master_refresh 60
                virtual_ipaddress {
                    10.2.0.1/24
                    10.3.0.1/24 dev eth2
                }
            }
            """);

        var first = config.instances().getFirst();
        assertThat(first.moving().virtualMacs())
                .containsExactly(
                        new VirtualMac("lan.51", "eth0", MacAddress.parse("00:00:5e:00:01:33"), true),
                        new VirtualMac("lan1.51", "eth1", MacAddress.parse("00:00:5e:00:01:33"), false),
                        new VirtualMac("lan6.51", "eth0", MacAddress.parse("00:00:5e:00:02:33"), false));
        assertThat(first.moving().addresses())
                .extracting(VirtualAddress::interfaceName)
                .containsExactly("lan.51", "lan1.51", "lan6.51");
        assertThat(first.moving().announcements().refresh().everyNanos()).isEqualTo(100 * SECOND);
        assertThat(first.tracking().ownInterface()).isFalse();
        var second = config.instances().getLast();
        assertThat(second.moving().virtualMacs())
                .containsExactly(new VirtualMac("office", "eth0", MacAddress.parse("02:00:00:00:00:34"), false));
        assertThat(second.moving().addresses())
                .extracting(VirtualAddress::interfaceName)
                .containsExactly("office", "eth2");
        assertThat(second.moving().announcements().refresh().everyNanos()).isEqualTo(60 * SECOND);
        assertThat(config.notices()).isEmpty();
    }

    @Test
    void unicastAndStrictModeChangeWhatLeavesWithAVirtualMac() throws Exception {
        GatewayConfig unicast = folder.read("keepalived.conf", instance("use_vmac\nunicast_peer {\n 10.0.0.9\n }"));
        GatewayConfig strict = folder.read("keepalived.conf", instance("strict_mode\nuse_vmac\nvmac_xmit_base"));

        assertThat(unicast.instances().getFirst().advertisingMac()).isEmpty();
        assertThat(unicast.notices()).singleElement().asString().contains("the interface's own MAC address");
        assertThat(strict.instances().getFirst().advertisingMac()).isPresent();
        assertThat(strict.notices()).singleElement().asString().contains("strict mode has no vmac_xmit_base");
    }

    @Test
    void addressesTakeOptionsAndKeepTheirOrder() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", instance("""
            virtual_ipaddress_excluded { 2001:db8::1 dev eth1 }
            virtual_ipaddress {
                10.0.0.2/24 dev eth1 label eth1:vip scope link brd 10.0.0.255
            }
            """));

        assertThat(config.instances().getFirst().moving().addresses())
                .containsExactly(
                        InstanceBuilder.address("10.0.0.1/32", _ -> {}),
                        InstanceBuilder.address(
                                "10.0.0.2/24 dev eth1",
                                labelled -> labelled.with(AddressOptions.LABEL, "eth1:vip")
                                        .with(AddressOptions.SCOPE, 253)),
                        InstanceBuilder.address(
                                "2001:db8::1/128 dev eth1", extra -> extra.with(AddressOptions.ADVERTISED, false)));
        assertThat(config.notices()).singleElement().asString().contains("virtual_ipaddress: brd: without effect");
    }

    @Test
    void anAddressMayHaveAPeerWhosePrefixLengthCounts() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", instance("""
            virtual_ipaddress {
                10.0.0.2 peer 10.9.0.1/24
                10.0.0.3/28 peer 10.9.0.3
            }
            virtual_ipaddress_excluded { 2001:db8::1 peer 2001:db8::2/64 }
            """));

        assertThat(config.instances().getFirst().moving().addresses())
                .extracting(VirtualAddress::written)
                .containsExactly(
                        "10.0.0.1/32",
                        "10.0.0.2 peer 10.9.0.1/24",
                        "10.0.0.3 peer 10.9.0.3/32",
                        "2001:db8::1 peer 2001:db8::2/64");
        assertThat(config.notices())
                .singleElement()
                .asString()
                .contains("virtual_ipaddress: its prefix length does not count beside a peer's");
        assertThat(folder.read("gateway.yaml", YamlText.of(config.origin().settings()))
                        .instances())
                .isEqualTo(config.instances());
    }

    @Test
    void anIpv6InstanceIsVersion3AndAdvertisesItsLinkLocalAddressFirst() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            vrrp_instance VI_6 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    2001:db8::1/64
                    fe80::1/64
                }
            }
            """);

        VirtualRouterSettings router = config.instances().getFirst().router();
        assertThat(router.version()).isEqualTo(Version.V3);
        assertThat(router.addresses())
                .containsExactly(InetAddress.ofLiteral("fe80::1"), InetAddress.ofLiteral("2001:db8::1"));
    }
}
