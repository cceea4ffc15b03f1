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

/** Each broken line of an otherwise valid YAML file yields exactly one error, in the words that the operator reads. */
class BrokenYamlTest {
    @TempDir
    private Path temporary;

    /** Keys that are added to a valid instance. */
    static Stream<Arguments> brokenYamlInstances() {
        return Stream.of(
                arguments(
                        "priority: 0",
                        "15: instances[0].priority: '0' is not in 1..255",
                        "give a whole number from 1 to 255"),
                arguments(
                        "priority: 99999999999",
                        "15: instances[0].priority: '99999999999' is not in 1..255",
                        "give a whole number from 1 to 255"),
                arguments("sync-group: ' '", "17: instances[0].sync-group: the name is empty", "give it a name"),
                arguments(
                        "sync-group: \"a\\e[31mb\"",
                        "17: instances[0].sync-group: the name has control characters",
                        "write it without them"),
                arguments("priority: [1]", "15: instances[0].priority: not a single value", "give one value"),
                arguments("priority:", "14: instances[0].priority: a value is missing", "give one value"),
                arguments("Priority: 1", "5: instances[0].Priority: there is no such key", "did you mean priority?"),
                arguments(
                        "unicast_peer: [10.0.0.8]",
                        "5: instances[0].unicast_peer: there is no such key",
                        "did you mean unicast: peers?"),
                arguments(
                        "nopreempt: true",
                        "5: instances[0].nopreempt: there is no such key",
                        "did you mean preempt: false?"),
                arguments(
                        "lower_prio_no_advert: true",
                        "5: instances[0].lower_prio_no_advert: there is no such key",
                        "did you mean answer-lower: false?"),
                arguments(
                        "router_id: gw1",
                        "5: instances[0].router_id: there is no such key",
                        "did you mean router-name at the top level?"),
                arguments("state: BACKUP", "5: instances[0].state: there is no such key", "did you mean priority?"),
                arguments(
                        "vrrp_version: 3",
                        "5: instances[0].vrrp_version: there is no such key",
                        "did you mean version?"),
                arguments(
                        "vrrp_garp_master_delay: 1",
                        "5: instances[0].vrrp_garp_master_delay: there is no such key",
                        "did you mean announce: delay?"),
                arguments(
                        "use_vmac_addr: true",
                        "5: instances[0].use_vmac_addr: there is no such key",
                        "did you mean addresses: virtual-mac?"),
                arguments(
                        "vmac_xmit_base: true",
                        "5: instances[0].vmac_xmit_base: there is no such key",
                        "did you mean virtual-mac: advertise: false?"),
                arguments("vrid: 52", "5: instances[0].vrid: this key is already in line 4", "keep one of the two"),
                arguments(
                        "advertisement-interval: 1",
                        "29: instances[0].advertisement-interval: '1' has no unit",
                        "write 1s or 1ms"),
                arguments(
                        "advertisement-interval: soon",
                        "29: instances[0].advertisement-interval: 'soon' is not a duration",
                        "give a number with a unit, e.g. 100ms, 1s or 2m"),
                arguments(
                        "advertisement-interval: 5ms",
                        "29: instances[0].advertisement-interval: '5ms' is out of range",
                        "give a time from 10ms to 255s"),
                arguments(
                        "advertisement-interval: 15ms",
                        "29: instances[0].advertisement-interval: 15ms does not fit version 3's interval field",
                        "choose 10ms to 40.95s in steps of 10ms"),
                arguments("version: 1", "14: instances[0].version: '1' is not a choice here", "one of: 2, 3"),
                arguments(
                        "preempt: yes", "14: instances[0].preempt: 'yes' is not a choice here", "one of: false, true"),
                arguments(
                        "unicast: {}",
                        "14: instances[0].unicast: peers is missing",
                        "list the other routers: peers: [192.0.2.2]"),
                arguments(
                        "unicast: {peers: []}",
                        "22: instances[0].unicast.peers: the list is empty",
                        "list at least one, or remove the key"),
                arguments(
                        "unicast: {peers: [10.0.0.8, 10.0.0.8]}",
                        "33: instances[0].unicast.peers[1]: this peer is listed twice",
                        "list each peer once"),
                arguments(
                        "unicast: {source: 10.0.0.8, peers: [10.0.0.8]}",
                        "41: instances[0].unicast.peers[0]: this is the own source address",
                        "list the other routers only, not this one"),
                arguments(
                        "unicast: 10.0.0.8",
                        "14: instances[0].unicast: not a set of keys",
                        "write KEY: VALUE, indented"),
                arguments(
                        "unicast: {peers: [10.0.0.8]}\n    multicast: {}",
                        "5: instances[0].multicast: advertisements are either unicast or multicast",
                        "remove unicast or multicast"),
                arguments(
                        "authentication: {password: abc}",
                        "32: instances[0].authentication.password: version 3 has no authentication",
                        "remove it, or set version: 2"),
                arguments(
                        "authentication: {password: abcdefghi}\n    version: 2",
                        "32: instances[0].authentication.password: a password has at most 8 characters",
                        "shorten it to 8 characters, on all routers"),
                arguments(
                        "authentication: {}\n    version: 2",
                        "21: instances[0].authentication: authentication needs one password, or hmac:",
                        "give either password:, password-file: or hmac:"),
                arguments(
                        "authentication: {password-file: /nonexistent/file}\n    version: 2",
                        "37: instances[0].authentication.password-file: the file can't be read as text",
                        "create it, readable for the agent's user"),
                arguments(
                        "priority: 255\n    preempt: false",
                        "14: instances[0].preempt: an owner (priority 255) always preempts",
                        "set priority: 254 or less"),
                arguments(
                        "priority: 255\n    preempt-delay: 5s",
                        "20: instances[0].preempt-delay: an owner (priority 255) takes its addresses without a delay",
                        "set priority: 254 or less"),
                arguments(
                        "priority: 255\n    track: {interfaces: {eth1: {weight: 5}}}",
                        "26: instances[0].track.interfaces.eth1: a weight can't move an owner's priority (255)",
                        "set priority: 254 or less"),
                arguments(
                        "preempt: false\n    preempt-delay: 5s",
                        "20: instances[0].preempt-delay: there is nothing to delay without preemption",
                        "remove it"),
                arguments(
                        "track: {scripts: {chk: {}}}",
                        "23: instances[0].track.scripts.chk: no script is named 'chk'",
                        "remove it"),
                arguments(
                        "track: {haproxy: {}}",
                        "13: instances[0].track.haproxy: there is no haproxy section",
                        "add the section haproxy: {} to the file"),
                arguments(
                        "announce: {repeat: 101}",
                        "24: instances[0].announce.repeat: '101' is not in 1..100",
                        "give a whole number from 1 to 100"),
                arguments("priority: !!int 5", "15: tags are not used here", "remove the tag"),
                arguments("priority: &five 5", "15: anchors are not used here", "write the value out"),
                arguments(
                        "priority: {",
                        "1: not YAML: expected the node content, but found '<stream end>'",
                        "correct the indentation, quotes or brackets here or shortly before"),
                arguments("? [a]\n    : b", "7: instances[0]: a key is a word", "write KEY: VALUE"));
    }

    @ParameterizedTest
    @MethodSource("brokenYamlInstances")
    void aBrokenKeyOfAnInstance(String key, String error, String mend) {
        String shown = new ConfigFolder(temporary).errors("gateway.yaml", """
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1]
                %s
            """.formatted(key));

        assertOneError(shown, "", error, mend);
    }

    /** Top-level sections that are added to a valid file. */
    static Stream<Arguments> brokenSections() {
        return Stream.of(
                arguments(
                        "haproxy: {attach: {}, supervise: {}}",
                        "11: haproxy.attach: HAProxy is either supervised or attached to",
                        "remove supervise or attach"),
                arguments(
                        "haproxy: {interval: 50ms, timeout: 60ms}",
                        "36: haproxy.timeout: a check may not take longer than the interval of 50ms",
                        "shorten the timeout, or lengthen the interval"),
                arguments(
                        "haproxy: {socket: admin.sock}",
                        "19: haproxy.socket: 'admin.sock' is not an absolute path",
                        "start it with /"),
                arguments(
                        "haproxy: {probe: {address: localhost:80}}",
                        "28: haproxy.probe.address: 'localhost' is not an IP address",
                        "give an IPv4 or IPv6 address in figures"),
                arguments(
                        "haproxy: {probe: {address: 127.0.0.1:80, http: health}}",
                        "48: haproxy.probe.http: 'health' is not the path of a URL",
                        "write e.g. /health"),
                arguments(
                        "management: {listen: 9165}",
                        "22: management.listen: '9165' is not an address and a port",
                        "write e.g. 127.0.0.1:9165 or [::1]:9165"),
                arguments(
                        "management: {listen: \"[::1]:70000\"}",
                        "22: management.listen: '70000' is not in 1..65535",
                        "give a whole number from 1 to 65535"),
                arguments(
                        "journal: {size: 10}",
                        "17: journal.size: '10' is not a size",
                        "give a whole number with a unit, e.g. 500kB, 10MB or 1GB"),
                arguments(
                        "journal: {size: 2GB}",
                        "17: journal.size: '2GB' is out of range",
                        "give a size from 100kB to 1GB"),
                arguments(
                        "scripts: {}", "10: scripts: not a list", "write a list: one line per item, each with a '- '"),
                arguments(
                        "scripts: [{name: chk}]",
                        "11: scripts[0]: command is missing",
                        "give the program and its arguments: command: [PROGRAM, ARGUMENT]"),
                arguments(
                        "scripts: [{name: chk, command: [/nonexistent]}]",
                        "33: scripts[0].command[0]: /nonexistent is not a file",
                        "create it, or correct the path"),
                arguments(
                        "scripts: [{name: chk, command: [bin/true]}]",
                        "33: scripts[0].command[0]: 'bin/true' is a relative path",
                        "give the path from the root: /..."),
                arguments(
                        "scripts: [{name: chk, command: [/etc/passwd]}]",
                        "33: scripts[0].command[0]: /etc/passwd may not be executed",
                        "chmod +x /etc/passwd"),
                arguments(
                        "haproxy:\nscripts: [{name: haproxy, command: [a]}]",
                        "37: scripts[0].command[0]: 'haproxy' is the name of the built-in HAProxy tracker",
                        "give the script another name"),
                arguments(
                        "scripts: [{name: a, command: [a]}, {name: a, command: [b]}]",
                        "56: scripts[1].command[0]: a script named 'a' is already in line 2",
                        "give each script a name of its own"));
    }

    @ParameterizedTest
    @MethodSource("brokenSections")
    void aBrokenSection(String section, String error, String mend) {
        String shown = new ConfigFolder(temporary).errors("gateway.yaml", """
            instances: [{name: VI_1, interface: eth0, vrid: 51, addresses: [10.0.0.1]}]
            %s
            """.formatted(section));

        assertOneError(shown, "", error, mend);
    }

    @Test
    void aYamlFileWithSeveralProblems() {
        assertThat(new ConfigFolder(temporary).errors("gateway.yaml", """
            router-nam: gw1
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1, fe80::1]
              - name: VI_2
                interface: eth0
                vrid: 51
                addresses: [10.0.0.2]
              - interface: eth0
                version: 2
                name: VI_6
                vrid: 51
                addresses: [fe80::1]
            """)).isEqualTo("""
                gateway.yaml:1:1: error: router-nam: there is no such key
                    router-nam: gw1
                    ^
                    mend: did you mean router-name?
                gateway.yaml:6:27: error: instances[0].addresses[1]: advertised addresses are of one family, and the first one is IPv4
                        addresses: [10.0.0.1, fe80::1]
                                              ^
                    mend: give it as {address: ADDRESS, advertised: false}
                gateway.yaml:9:11: error: instances[1].vrid: VRID 51 on eth0 is already in line 5
                        vrid: 51
                              ^
                    mend: give each virtual router on an interface a VRID of its own
                gateway.yaml:12:14: error: instances[2].version: version 2 has no IPv6
                        version: 2
                                 ^
                    mend: set version: 3
                gateway.yaml:15:17: error: instances[2].addresses[0]: the address fe80::1 is already in line 6
                        addresses: [fe80::1]
                                    ^
                    mend: list each address once\
                """);
    }

    static Stream<Arguments> brokenDocuments() {
        return Stream.of(
                arguments("# nothing\n", "1:1: error: no keys here"),
                arguments("- a\n", "1:1: error: no keys here"),
                arguments("router-name: gw1\n", "1:1: error: instances is missing"),
                arguments("instances: []\n", "1:12: error: instances: the list is empty"),
                arguments("instances: [a]\n", "1:13: error: instances[0]: not a set of keys"),
                arguments("a: *b\n", "1:4: error: aliases are not used here"),
                arguments("a: &a [*a]\n", "1:8: error: aliases are not used here"),
                arguments("a: b\n---\nc: d\n", "2:1: error: a second document"),
                arguments("a: \u0007\n", "1:4: error: a character that YAML does not allow"),
                arguments(
                        "a: " + "[".repeat(100) + "]".repeat(100),
                        "1:1: error: not usable YAML: Nesting Depth exceeded max 20"));
    }

    @ParameterizedTest
    @MethodSource("brokenDocuments")
    void aBrokenYamlDocument(String text, String error) {
        assertThat(new ConfigFolder(temporary).errors("gateway.yaml", text).lines())
                .contains("gateway.yaml:" + error);
    }
}
