package io.havip.config;

import static io.havip.config.ConfigFolder.assertOneError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each broken line of an otherwise valid {@code keepalived.conf} yields exactly one error, in the words that the operator reads. */
class BrokenKeepalivedConfTest {
    @TempDir
    private Path temporary;

    /** A line that is added to a valid {@code vrrp_instance}, and where, what and how to mend it. */
    static Stream<Arguments> brokenInstances() {
        return Stream.of(
                arguments("priority 300", "14: priority: '300' is not in 1..255", "give a whole number from 1 to 255"),
                arguments(
                        "priority high",
                        "14: priority: 'high' is not a whole number",
                        "give a whole number from 1 to 255"),
                arguments("priority", "5: priority: a value is missing", "give priority one value"),
                arguments(
                        "priority 100 advert_int 1",
                        "18: priority: one word too many: keepalived reads one option per line and ignores the rest",
                        "put each option on a line of its own"),
                arguments("priorty 100", "5: 'priorty' is not a keyword in vrrp_instance", "did you mean priority?"),
                arguments(
                        "preempt-delay 5",
                        "5: 'preempt-delay' is not a keyword in vrrp_instance",
                        "did you mean preempt_delay?"),
                arguments(
                        "advertisement-interval 1",
                        "5: 'advertisement-interval' is not a keyword in vrrp_instance",
                        "did you mean advert_int?"),
                arguments(
                        "advert_int 0.015\n    version 3",
                        "16: advert_int: 15ms does not fit version 3's interval field",
                        "choose 10ms to 40.95s in steps of 10ms"),
                arguments(
                        "advert_int 41\n    version 3",
                        "16: advert_int: 41s does not fit version 3's interval field",
                        "choose 10ms to 40.95s in steps of 10ms"),
                arguments(
                        "advert_int 1s",
                        "16: advert_int: '1s' is not a number of seconds",
                        "give seconds as a plain number, e.g. 1 or 0.1"),
                arguments("version 4", "13: version: '4' is not a choice here", "one of: 2, 3"),
                arguments(
                        "nopreempt yes",
                        "15: nopreempt: one word too many: keepalived reads one option per line and ignores the rest",
                        "put each option on a line of its own"),
                arguments(
                        "check_unicast_src maybe",
                        "23: check_unicast_src: 'maybe' is neither on nor off",
                        "write on or off, or nothing for on"),
                arguments(
                        "unicast_peer { 10.0.0.300 }",
                        "20: unicast_peer: '10.0.0.300' is not an IP address",
                        "give an IPv4 or IPv6 address in figures"),
                arguments(
                        "unicast_peer { 2001:db8::1 }",
                        "20: unicast_peer: the advertised addresses are IPv4, this one is not",
                        "use IPv4 here too"),
                arguments(
                        "unicast_peer { 10.0.0.9 max_ttl 1 min_ttl 2 }",
                        "20: unicast_peer: min_ttl is above max_ttl",
                        "swap them"),
                arguments(
                        "virtual_ipaddress { 10.0.0.8 peer fd00::1 }",
                        "39: virtual_ipaddress: peer: 'fd00::1' is of another family than the address",
                        "give a peer of its family"),
                arguments(
                        "virtual_ipaddress { 10.0.0.8 peer 10.0.0.8 }",
                        "39: virtual_ipaddress: peer: '10.0.0.8' is the address itself",
                        "give the address at the other end of the link"),
                arguments(
                        "virtual_ipaddress { 10.0.0.8 autojoin }",
                        "25: virtual_ipaddress: 'autojoin' is of multicast addresses alone: the kernel would refuse the"
                                + " address",
                        "leave it out"),
                arguments(
                        "virtual_ipaddress { fe80::1 }",
                        "25: virtual_ipaddress: advertised addresses are of one family, and the first one is IPv4",
                        "move it to virtual_ipaddress_excluded"),
                arguments(
                        "virtual_ipaddress { 10.0.0.2/33 }",
                        "25: virtual_ipaddress: '33' is not in 0..32",
                        "give a whole number from 0 to 32"),
                arguments(
                        "virtual_ipaddress { 10.0.0.2 dev }",
                        "34: virtual_ipaddress: dev: a value is missing",
                        "give dev one value"),
                arguments(
                        "virtual_ipaddress { 10.0.0.2 devs eth1 }",
                        "34: 'devs' is not a keyword in virtual_ipaddress",
                        "did you mean dev?"),
                arguments(
                        "virtual_ipaddress { 10.0.0.2 label eth0:a-very-long-one }",
                        "40: virtual_ipaddress: label: 'eth0:a-very-long-one' has 20 characters",
                        "shorten the label to at most 15 characters"),
                arguments(
                        "track_interface { eth1 weight 254 }",
                        "35: track_interface: weight: '254' is not in -253..253",
                        "give a whole number from -253 to 253"),
                arguments(
                        "track_interface { a-name-that-is-too-long }",
                        "23: track_interface: 'a-name-that-is-too-long' is not an interface name",
                        "an interface name has 1 to 15 characters, and no blank, slash or colon"),
                arguments(
                        "authentication { auth_type AH\n auth_pass 1111 }",
                        "32: authentication: auth_type: IPsec's authentication header is not spoken, only PASS",
                        "set auth_type PASS, on all routers"),
                arguments(
                        "authentication { auth_type PASS }",
                        "5: authentication: auth_pass is missing",
                        "add auth_pass PASSWORD"),
                arguments(
                        "authentication { }",
                        "5: authentication: nothing is in it",
                        "give auth_type PASS and auth_pass PASSWORD"),
                arguments(
                        "unicast_ttl 0", "17: unicast_ttl: '0' is not in 1..255", "give a whole number from 1 to 255"),
                arguments(
                        "down_timer_adverts 101",
                        "24: down_timer_adverts: '101' is not in 1..100",
                        "give a whole number from 1 to 100"),
                arguments(
                        "mcast_dst_ip 10.0.0.19",
                        "18: mcast_dst_ip: 10.0.0.19 is no multicast group of the link",
                        "choose one of 224.0.0.0/4 or, for IPv6, ff02::/16, on all routers"),
                arguments(
                        "mcast_dst_ip ff02::19",
                        "18: mcast_dst_ip: the advertised addresses are IPv4, this one is not",
                        "use IPv4 here too"),
                arguments(
                        "no_accept off",
                        "15: no_accept: one word too many: keepalived reads one option per line and ignores the rest",
                        "put each option on a line of its own"),
                arguments(
                        "old_unicast_checksum always",
                        "26: old_unicast_checksum: 'always' is not 'never'",
                        "write never, or nothing for the old checksum"),
                arguments(
                        "garp_extra_if all",
                        "5: garp_extra_if: a value is missing",
                        "give the seconds between two of them"),
                arguments(
                        "priority 100 { }",
                        "5: priority: no block belongs here",
                        "remove the braces and what they enclose"),
                arguments(
                        "use_ipvlan",
                        "5: use_ipvlan: not supported: an ipvlan has the MAC address of the interface beneath, which"
                                + " is used without it too",
                        "remove it"),
                arguments(
                        "use_vmac eth0",
                        "5: use_vmac: an interface named 'eth0' is already in line 2",
                        "give the virtual MAC an interface of its own"),
                arguments(
                        "use_vmac vrrp.51 00:00:5e",
                        "22: use_vmac: '00:00:5e' is not an interface name",
                        "an interface name has 1 to 15 characters, and no blank, slash or colon"),
                arguments(
                        "notify_master \"promote/now\"",
                        "19: notify_master: 'promote/now' is a relative path",
                        "give the path from the root: /..."));
    }

    @ParameterizedTest
    @MethodSource("brokenInstances")
    void aBrokenLineOfAnInstance(String line, String error, String mend) {
        String shown = new ConfigFolder(temporary).errors("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress { 10.0.0.1 }
                %s
            }
            """.formatted(line));

        assertOneError(shown, "vrrp_instance VI_1: ", error, mend);
    }

    @Test
    void everythingIsReportedAtOnceInTheOrderOfTheFile() {
        assertThat(new ConfigFolder(temporary).errors("keepalived.conf", """
            global_defs {
                router_idd gw1
                vrrp_strict perhaps
            }
            vrrp_sync_group G1 {
                group { VI_2 }
            }
            vrrp_instance VI_1 {
            \tvirtual_router_id 0
                advert_int 0.005
                virtual_ipaddress { 10.0.0.1
                    10.0.0.1.2 }
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
            }
            """)).isEqualTo("""
                keepalived.conf:2:5: error: 'router_idd' is not a keyword in global_defs
                        router_idd gw1
                        ^
                    mend: did you mean router_id?
                keepalived.conf:3:17: error: global_defs: vrrp_strict: 'perhaps' is neither on nor off
                        vrrp_strict perhaps
                                    ^
                    mend: write on or off, or nothing for on
                keepalived.conf:6:13: error: vrrp_sync_group G1: group: there is no vrrp_instance 'VI_2'
                        group { VI_2 }
                                ^
                    mend: did you mean VI_1?
                keepalived.conf:8:15: error: vrrp_instance VI_1: interface is missing
                    vrrp_instance VI_1 {
                                  ^
                    mend: say where advertisements are sent: interface eth0
                keepalived.conf:9:20: error: vrrp_instance VI_1: virtual_router_id: '0' is not in 1..255
                    \tvirtual_router_id 0
                    \t                  ^
                    mend: give a whole number from 1 to 255
                keepalived.conf:10:16: error: vrrp_instance VI_1: advert_int: '0.005' is out of range
                        advert_int 0.005
                                   ^
                    mend: give a time from 10ms to 255s
                keepalived.conf:12:9: error: vrrp_instance VI_1: virtual_ipaddress: '10.0.0.1.2' is not an IP address
                            10.0.0.1.2 }
                            ^
                    mend: give an IPv4 or IPv6 address in figures
                keepalived.conf:14:15: error: vrrp_instance: an instance named 'VI_1' is already in line 8
                    vrrp_instance VI_1 {
                                  ^
                    mend: give each instance a name of its own\
                """);
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                arguments("vrrp_instance VI_1 {\n", "1:20: error: this brace is never closed"),
                arguments("vrrp_instance {\n}\n", "1:1: error: vrrp_instance: a value is missing"),
                arguments("}\nvrrp_instance VI_1 { }\n", "1:1: error: this brace closes nothing"),
                arguments("{ }\n", "1:1: error: this brace opens nothing"),
                arguments("global_defs { router_id \"gw1\n}\n", "1:25: error: this quote is never closed"),
                arguments("global_defs { router_id a${NAME}\n}\n", "1:26: error: there is no such parameter"),
                arguments("$N=1\n$N.1\n", "2:1: error: a parameter is replaced only before a blank or in braces"),
                arguments("$A=${B}\n$B=${A}\n$A\n", "3:1: error: these parameters refer to each other"),
                arguments("~SEQ(I, 1, 0, 2) x\n", "1:1: error: this sequence never reaches its end"),
                arguments("~SEQ(I, one) x\n", "1:1: error: not a sequence that can be read"),
                arguments("~LST({A, B}, {1, 2}, {3}) x\n", "1:1: error: each item of this list needs 2 values"),
                arguments("~SEQ(A, 65000) ~SEQ(B, 65000) x\n", "1:30: error: there are more than 200000 lines by now"),
                arguments("includea more.conf\n", "1:1: error: includea: no file matches 'more.conf'"),
                arguments("include keepalived.conf\n", "1:1: error: include: files are included too deeply"),
                arguments("global_defs { router_id gw1\n}\n", "1:1: error: vrrp_instance is missing"),
                arguments("a{".repeat(20) + "\n", "1:22: error: blocks are nested too deeply"),
                arguments(
                        "vrrp_script chk { script \"pidof haproxy && true\"\n}\n",
                        "1:26: error: vrrp_script chk: script: '&&' needs a shell, and scripts are run without one, as"
                                + " in keepalived"),
                arguments(
                        "vrrp_script chk { script \"</dev/tcp/127.0.0.1/80 x\"\n}\n",
                        "1:26: error: vrrp_script chk: script: '</dev/tcp/127.0.0.1/80' needs a shell, and scripts are"
                                + " run without one, as in keepalived"),
                arguments(
                        "vrrp_script chk { script killall -0 haproxy\n}\n",
                        "1:34: error: vrrp_script chk: script: one word too many: keepalived runs the first word"
                                + " alone"),
                arguments(
                        "vrrp_script chk { script \"/bin/echo it\\\\'s it's\"\n}\n",
                        "1:26: error: vrrp_script chk: script: a quote is never closed"),
                arguments("vrrp_script chk {\n}\n", "1:13: error: vrrp_script chk: script is missing"));
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void aBrokenKeepalivedConf(String text, String error) {
        assertThat(new ConfigFolder(temporary).errors("keepalived.conf", text).lines())
                .contains("keepalived.conf:" + error);
    }

    @Test
    void aFloodOfErrorsIsCut() {
        assertThat(new ConfigFolder(temporary)
                        .errors("keepalived.conf", "nonsense\n".repeat(1_000))
                        .lines())
                .hasSize(50 * 4 + 1)
                .last()
                .isEqualTo("and 951 more: check --all-errors shows them");
    }
}
