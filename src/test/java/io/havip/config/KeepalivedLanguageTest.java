package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.programs.ScriptSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a {@code keepalived.conf} before its keywords mean anything: the examples are the manual's, or close. */
class KeepalivedLanguageTest {
    private static final KeepalivedOptions MAIN = new KeepalivedOptions("main", false);

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    private GatewayConfig read(String text) throws ConfigException {
        return ConfigReader.read(folder.write("keepalived.conf", text), MAIN);
    }

    private static String instance(String more) {
        return """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    10.0.0.1
                }
            %s
            }
            """.formatted(more);
    }

    private static List<String> addresses(GatewayConfig config) {
        return config.instances().getFirst().moving().addresses().stream()
                .map(VirtualAddress::address)
                .map(address -> address.getHostAddress())
                .toList();
    }

    @Test
    void aLineBelongsToTheNodesThatItNames() throws Exception {
        GatewayConfig config = read("""
            global_defs {
                @main   router_id main_router
                @backup router_id backup_router
                @backup
            }
            @main $PRIORITY=240
            @backup $PRIORITY=200
            $NOT_BACKUP=@^backup
            """ + instance("""
                        @^main   priority 1
                        $NOT_BACKUP priority $PRIORITY
                        unicast_peer {
                            @^main    1.2.3.4
                            @^backup  1.2.3.5
                            @^backup2 1.2.3.6
                        }
                """));

        assertThat(config.routerName()).isEqualTo("main_router");
        assertThat(config.instances().getFirst().router().priority()).isEqualTo(240);
        assertThat(config.instances().getFirst().exchange().transport().toString())
                .contains("1.2.3.5", "1.2.3.6")
                .doesNotContain("1.2.3.4");
    }

    @Test
    void parametersAreReplacedWhereTheyAreReadNotWhereTheyAreDefined() throws Exception {
        GatewayConfig config = read("""
            $ADDRESS_BASE=10.2.${ADDRESS_BASE_SUB}
            $ADDRESS_BASE_SUB=0
            $EMPTY=
            vrrp_instance VI_${_INSTANCE} {
                interface $EMPTY eth0
                virtual_router_id 51
                virtual_ipaddress {
                    ${ADDRESS_BASE}.100/32
                    $ADDRESS_BASE_SUB=10
                    ${ADDRESS_BASE}.100/32
                }
            }
            """);

        assertThat(config.instances().getFirst().name()).isEqualTo("VI_main");
        assertThat(addresses(config)).containsExactly("10.2.0.100", "10.2.10.100");
    }

    @Test
    void aParameterMayHoldAWholeInstance() throws Exception {
        GatewayConfig config = read("""
            $INSTANCE= \\
            vrrp_instance VI_${NUM} { \\
                interface eth0.${NUM} \\
                virtual_router_id $ID \\
                @main priority 130 \\
                @low priority 120 \\
                virtual_ipaddress { \\
                    10.0.${NUM}.254/24 \\
                } \\
            }

            $ID=7
            $NUM=0
            $INSTANCE
            ~SEQ(NUM, 5, 6) $INSTANCE
            """);

        assertThat(config.instances())
                .extracting(
                        InstanceSettings::name,
                        InstanceSettings::interfaceName,
                        i -> i.router().priority())
                .containsExactly(
                        tuple("VI_0", "eth0.0", 130), tuple("VI_5", "eth0.5", 130), tuple("VI_6", "eth0.6", 130));
    }

    @Test
    void sequencesRepeatTheirLine() throws Exception {
        GatewayConfig config = read("""
            $LAST=3
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    ~SEQ(NET, 2, $LAST) ~SEQ(HOST, 9, -1, 8) 10.0.${NET}.${HOST}
                    ~SEQ(HOST, 2) 10.1.0.${HOST}
                    ~LST({A, B}, {10, 1}, {20, 4}) ~LST(C, 5) 10.${C}.${A}.${B}
                }
                virtual_ipaddress_excluded {
                    ~SEQx(HOST, 0x90, 0x10, 0xa0) fe80::20:${HOST}:1
                }
            }
            """);

        assertThat(addresses(config))
                .containsExactly(
                        "10.0.2.9",
                        "10.0.2.8",
                        "10.0.3.9",
                        "10.0.3.8",
                        "10.1.0.1",
                        "10.1.0.2",
                        "10.5.10.1",
                        "10.5.20.4",
                        "fe80:0:0:0:0:20:90:1",
                        "fe80:0:0:0:0:20:a0:1");
    }

    @Test
    void filesAreIncludedInTheOrderOfTheirNamesRelativeToTheirOwnFolder() throws Exception {
        Files.createDirectories(temporary.resolve("conf.d/nested"));
        folder.write(
                "conf.d/20-second.conf",
                instance("priority 20").replace("VI_1", "second").replace("51", "52"));
        folder.write("conf.d/10-first.conf", "include nested/*.conf\n");
        folder.write(
                "conf.d/nested/deep.conf",
                "$WHERE=${_PWD}\n"
                        + instance("priority 10").replace("VI_1", "first").replace("10.0.0.1", "10.0.0.9"));
        folder.write("conf.d/.hidden.conf", "no such keyword\n");
        folder.write("conf.d/readme.txt", "no such keyword\n");

        GatewayConfig config = read("include conf.d/{,none}*.conf\ninclude more.conf\n");

        assertThat(config.instances()).extracting(InstanceSettings::name).containsExactly("first", "second");
        assertThat(config.notices())
                .containsExactly(temporary + "/keepalived.conf:2:1: include: no file matches 'more.conf', which"
                        + " keepalived tolerates too");
    }

    @Test
    void theEnvironmentOfTheAgentIsRead() throws Exception {
        String home = System.getenv("HOME");
        assertThat(read("global_defs {\n    router_id x${_ENV HOME}y\n}\n" + instance(""))
                        .routerName())
                .isEqualTo("x" + home + "y");

        assertThat(folder.errors("keepalived.conf", instance("priority ${_ENV NO_SUCH_VARIABLE}")))
                .contains(":10: error: there is no such environment variable");
    }

    @Test
    void errorsNameTheIncludedFileAndTheLineThatAValueComesFrom() {
        folder.write("addresses.conf", "$HOST=999\nvirtual_ipaddress {\n    10.0.0.${HOST}/24\n}\n");
        folder.write("main.conf", """
            $PRIORITY=high
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                priority $PRIORITY
                include addresses.conf
            }
            """);

        assertThat(folder.errors(temporary.resolve("main.conf"))).isEqualTo("""
            main.conf:5:14: error: vrrp_instance VI_1: priority: 'high' is not a whole number
                    priority $PRIORITY
                             ^
                mend: give a whole number from 1 to 255
            addresses.conf:3:5: error: vrrp_instance VI_1: virtual_ipaddress: '10.0.0.999' is not an IP address
                    10.0.0.${HOST}/24
                    ^
                mend: give an IPv4 or IPv6 address in figures\
            """);
    }

    @Test
    void commentsEndLinesExceptInDoubleQuotesAndAfterABackslash() throws Exception {
        GatewayConfig config =
                read("""
                    ! as in the manual's samples
                    global_defs { router_id "node #1!" # one
                    }
                    vrrp_script chk { script "/bin/sh -c 'test \\"$x\\" != ${_HASH}'"
                    } ! two
                    """ + instance("priority 7! don't read on {\n priority 8\\\n\n track_script { chk }"));

        assertThat(config.routerName()).isEqualTo("node #1!");
        assertThat(config.instances().getFirst().router().priority()).isEqualTo(8);
        assertThat(config.trackers().scripts().getFirst().command())
                .containsExactly("/bin/sh", "-c", "test \"$x\" != #");
    }

    @Test
    void apostrophesAreOrdinaryExceptInCommands() throws Exception {
        GatewayConfig config = read("""
            global_defs {
                router_id Anna's
            }
            vrrp_script chk { script "/bin/echo 'one word' two\\\\ words \\x41\\102\\cA"
            }
            """ + instance("track_script { chk }"));

        assertThat(config.routerName()).isEqualTo("Anna's");
        assertThat(config.trackers().scripts())
                .extracting(ScriptSettings::command)
                .containsExactly(List.of("/bin/echo", "one word", "two words", "AB\u0001"));
    }

    @Test
    void optionsOnOneLineAreRefusedBecauseKeepalivedWouldIgnoreThem() {
        assertThat(folder.errors("keepalived.conf", instance("authentication { auth_type PASS auth_pass 1111 }")))
                .contains("7:33: error: vrrp_instance VI_1: authentication: auth_type: one word too many: keepalived"
                        + " reads one option per line and ignores the rest")
                .doesNotContain("1111");
    }

    @Test
    void virtualServersAreRefusedUnlessTheyAreToBeIgnored() throws Exception {
        Path file = folder.write(
                "keepalived.conf",
                instance("lvs_sync_daemon_interface eth1") + "virtual_server 10.0.0.1 80 {\n    lb_algo rr\n}\n");

        var refusal = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, MAIN));
        GatewayConfig config = ConfigReader.read(file, new KeepalivedOptions("main", true));

        assertThat(refusal.getMessage())
                .contains("9:1: error: virtual_server: not supported: there is no IPVS load balancer")
                .contains("mend: let HAProxy balance, or leave it out with --ignore-ipvs");
        assertThat(config.notices())
                .map(notice -> notice.replace(file + ":", ""))
                .containsExactly(
                        "7:1: lvs_sync_daemon_interface: left out, as told: there is no IPVS load balancer",
                        "9:1: virtual_server: left out, as told: there is no IPVS load balancer");
    }
}
