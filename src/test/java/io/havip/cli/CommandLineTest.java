package io.havip.cli;

import static io.havip.cli.Answer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.console.ControlSocket;
import io.havip.console.Outcome;
import io.havip.observe.ControlMeters;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class CommandLineTest {
    @TempDir
    private Path temporary;

    private String file(String name, String text) throws Exception {
        return Files.writeString(temporary.resolve(name), text).toString();
    }

    @Test
    void checkSaysWhatAConfigurationMeans() throws Exception {
        String file = file("keepalived.conf", """
            global_defs {
                router_id gw2
                vrrp_no_swap
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                nopreempt
                priority 80
                authentication {
                    auth_type PASS
                    auth_pass hunter2
                }
                unicast_src_ip 172.17.16.7
                unicast_peer { 172.17.16.13 }
                virtual_ipaddress { 172.17.16.3 }
                garp_master_delay 1
                garp_master_refresh 5
                track_script { checkhaproxy }
            }
            """);

        assertThat(run("check", "--config", file)).isEqualTo(new Answer(0, """
            node gw2
              metrics, health  http://127.0.0.1:9165/metrics, /health/ready
              memory           some 132 MB, 41 of them Java's heap

            instance VI_1: VRID 51 on eth0, version 2, IPv4
              priority         80, leaves a lower one in place
              advertisements   every 1s, unicast from 172.17.16.7 to 172.17.16.13
              authentication   a password
              failover bound   3688 ms after the last advertisement of a vanished active router
              release bound    0 ms after the active router gave up: no one else can take over
              addresses        172.17.16.3/32 on eth0
              announcements    5 at once, 5 more after 1s, 1 every 5s; ARP form: request
              follows          interface eth0: failure gives up the role
                               haproxy: failure gives up the role
              when active      this node vanishes: another takes over within 3997 ms
                               the agent is killed or frozen: likewise, and the kernel takes the addresses away within 4 s
                               interface eth0 fails: noticed at once, but the release can't be sent: another takes over \
            as if this node vanished
                               HAProxy ends: noticed at once, gives up the role
                               HAProxy hangs: noticed within 380 ms, gives up the role
              to consider      the password is sent in the clear: it keeps apart routers with one VRID, and nobody out
                               unicast advertisements are accepted of anyone; check_unicast_src \
            (check-source: true) accepts the peers' only

            haproxy
              process          watched, pid file looked for in the usual places
              socket           looked for in the usual places
              checks           every 100ms, each at most 80ms; failed after 3, healthy after 2 in a row

            notices
              FILE:3:5: global_defs: vrrp_no_swap: without effect: the agent sets its own scheduling
              FILE:19:20: vrrp_instance VI_1: track_script: no vrrp_script is named 'checkhaproxy': the built-in \
            HAProxy tracking takes its place
            """.replace("FILE", file), ""));
    }

    @Test
    void checkTellsWhatSeveralNodesMeanTogether() throws Exception {
        String one = file("one.yaml", """
            router-name: one
            instances:
              - {name: web, interface: eth0, vrid: 51, priority: 150, addresses: [10.0.0.100/24]}
            """);
        String two = file("two.conf", """
            global_defs {
                router_id two
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                @standby version 3
                @active version 2
                virtual_ipaddress { 10.0.0.100/24 }
            }
            """);

        Answer fits = run("check", "--config", one, "--peer", two, "--peer-config-id", "standby");
        assertThat(fits.status()).isZero();
        assertThat(fits.out()).contains("\nvirtual router 51, IPv4: web on one, VI_1 on two\n");

        Answer broken = run("check", "--config", one, "--peer", two, "--peer-config-id", "active");
        assertThat(broken.status()).isEqualTo(2);
        assertThat(broken.out()).contains("  error: one speaks version 3, two version 2;");
    }

    @Test
    void checkExplainsTheCompleteExample() {
        assertThat(run("check", "--config", "docs/examples/gateway.yaml").out())
                .contains("""
                      priority         150, replaces a lower one after 30s
                      advertisements   every 100ms, unicast from 172.17.16.7 to 172.17.16.13 with TTL 254, others are discarded
                      authentication   a trailer made with key 1; none is insisted on; clocks may differ by 10 s
                      failover bound   442 ms after the last advertisement of a vanished active router
                    """)
                .contains("""
                      failover bound   3610 ms after the last advertisement of a vanished active router
                      release bound    610 ms after the active router gave up
                    """)
                .contains("interface eth1: failure moves the priority by -20\n")
                .contains("uplink: success moves the priority by +10\n")
                .doesNotContain("1111");
    }

    @Test
    void checkSaysWhereDampingHoldsBack() throws Exception {
        String bare = """
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.0.0.100/24]%s}
            """;
        String row = "damping          after three losses to the same tracker within a minute it preempts later";

        assertThat(run("check", "--config", file("bare.yaml", bare.formatted("")))
                        .out())
                .doesNotContain(row);
        assertThat(run("check", "--config", file("uplink.yaml", bare.formatted(", track: {interfaces: {eth1: {}}}")))
                        .out())
                .contains(row);
    }

    @Test
    void checkSaysWhereOnlyTheRoleMovesAndWhereNothingDoes() throws Exception {
        String role = "instances: [{name: web, interface: eth0, vrid: 51%s}]";

        Answer told = run(
                "check", "--config", file("told.yaml", role.formatted(", notify: {active: {command: [/bin/true]}}")));
        assertThat(told.out())
                .contains("  addresses        none: only the role moves\n  follows  ")
                .doesNotContain("it has no effect");
        assertThat(run("check", "--config", file("idle.yaml", role.formatted("")))
                        .out())
                .contains("no address moves with this instance, and no program is told of its role: it has no effect");
    }

    @Test
    void explainConfigPrintsYamlThatMeansTheSame() throws Exception {
        String keepalived = file("keepalived.conf", """
            global_defs {
                router_id gw2
                @left vrrp_no_swap
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                authentication {
                    auth_type PASS
                    auth_pass 1111
                }
                virtual_ipaddress { 172.17.16.3 dev eth1 }
            }
            virtual_server 172.17.16.3 80 {
            }
            """);

        Answer explained = run("explain-config", "--config", keepalived, "-i", "left", "--ignore-ipvs");

        assertThat(explained.status()).isZero();
        assertThat(explained.err())
                .contains(":3:11: global_defs: vrrp_no_swap: without effect")
                .contains(":14:1: virtual_server: left out, as told");
        assertThat(explained.out())
                .startsWith("router-name: gw2\nmanagement:\n  listen: 127.0.0.1:9165\n")
                .contains("- name: VI_1\n  interface: eth0\n  version: 2\n  vrid: 51\n  priority: 100\n")
                .contains("  multicast:\n"
                        + "    group: 224.0.0.18\n"
                        + "    track-source: false\n"
                        + "  authentication:\n"
                        + "    password: '1111'\n")
                .contains("  addresses:\n  - address: 172.17.16.3/32\n    interface: eth1\n    scope: global\n")
                .contains("    neighbour-interval: 0s\n");
        String yaml = file("gateway.yaml", explained.out());
        assertThat(run("explain-config", "--config", yaml)).isEqualTo(new Answer(0, explained.out(), ""));
    }

    @Test
    void theOptionsReachTheRunningApplicationAsTheyWereGiven() throws Exception {
        String file = file("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                @left virtual_router_id 51
                virtual_ipaddress { 172.17.16.3 }
            }
            virtual_server 172.17.16.3 80 {
            }
            """);

        String[] arguments =
                ConfigOption.of("--config", file, "-i", "left", "--ignore-ipvs").arguments();

        assertThat(arguments).containsExactly("--config", file, "--config-id", "left", "--ignore-ipvs");
        assertThat(ConfigOption.of(arguments).read().instances()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "run", "explain-config"})
    void aBrokenConfigurationIsShownOnStandardErrorWithStatus2(String command) throws Exception {
        String file = file("gateway.yaml", "instances: []\n");

        assertThat(run(command, "--config", file)).isEqualTo(new Answer(2, "", """
            FILE:1:12: error: instances: the list is empty
                instances: []
                           ^
                mend: list at least one, or remove the key
            """.replace("FILE", file)));
    }

    @Test
    void anUnknownOptionIsNamed() {
        Answer result = run("check", "--confi", "x");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--config");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void aMissingCommandIsNamed() {
        Answer result = run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .contains("Missing required subcommand")
                .contains("check")
                .contains("run");
    }

    @Test
    void theVersionIsTheOneThatWasBuilt() {
        Answer result = run("--version");

        assertThat(result.status()).isZero();
        assertThat(result.out()).matches("havip-gateway \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @Test
    void versionAndHelpAreCommandsToo() {
        assertThat(run("version")).isEqualTo(run("--version"));
        assertThat(run("help").out()).isEqualTo(run("--help").out());
        assertThat(run("help", "check").out()).isEqualTo(run("check", "--help").out());
    }

    @Test
    void everyCommandSaysWhatItDoes() {
        assertThat(Main.commandLine().getSubcommands().keySet())
                .contains("run", "version")
                .allSatisfy(
                        command -> assertThat(run(command, "--help").status()).isZero());
    }

    @Test
    void keepalivedsOwnCommandLineChecksAndRuns() throws Exception {
        String file = file("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress { 10.0.0.100/24 }
            }
            """);
        String broken = file("broken.conf", "vrrp_instance VI_1 { priorty 100 }\n");

        assertThat(run("-t", "-f", file)).isEqualTo(run("check", "--config", file));
        assertThat(run("--config-test", "--use-file", broken)).isEqualTo(run("check", "-f", broken));
        assertThat(run("-n", "-l", "-D", "-P", "-f", broken)).isEqualTo(run("run", "-f", broken));
        assertThat(run().err()).startsWith("Missing required subcommand\n");
        assertThat(run("-f", file, "check").err()).startsWith("options of check stand behind it\n");
    }

    @Test
    void errorsAreCountedFromTheFiftyFirstOnUnlessAllAreAskedFor() throws Exception {
        String many = "vrrp_instance VI_1 {\n" + "    priorty 100\n".repeat(60) + "}\n";
        String file = file("keepalived.conf", many);

        assertThat(run("check", "-f", file).err())
                .endsWith(" more: check --all-errors shows them\n")
                .doesNotContain(":61:5:");
        assertThat(run("check", "-f", file, "--all-errors").err())
                .contains(":61:5: error: 'priorty' is not a keyword")
                .doesNotContain(" more: check");
    }

    @Test
    void checkAnswersPrograms() throws Exception {
        String one = file("one.yaml", """
            instances:
              - {name: web, interface: eth0, vrid: 51, version: 2, addresses: [10.0.0.100/24]}
            """);
        String two = file("two.yaml", """
            instances:
              - {name: web, interface: eth0, vrid: 51, version: 3, addresses: [10.0.0.100/24]}
            """);
        String broken = file("broken.yaml", "instances:\n  - {name: web, interface: eth0, vrid: 300}\n");

        var together =
                new JsonObject(run("check", "--json", "-f", one, "--peer", two).out());
        assertThat(together.getBoolean("usable")).isFalse();
        assertThat(together.getJsonArray("mismatches").stream().map(JsonObject.class::cast))
                .anySatisfy(mismatch -> {
                    assertThat(mismatch.getString("severity")).isEqualTo("error");
                    assertThat(mismatch.getString("message")).contains(" speaks version ");
                    assertThat(mismatch.getJsonArray("at")).containsExactly(one + ":2:53", two + ":2:53");
                });
        assertThat(new JsonObject(run("check", "--json", "-f", one).out()).getBoolean("usable"))
                .isTrue();
        var refused = run("check", "--json", "-f", broken);
        assertThat(refused.status()).isEqualTo(2);
        var error = new JsonObject(refused.out())
                .getJsonArray("errors").stream()
                        .map(JsonObject.class::cast)
                        .filter(found -> found.getString("option").equals("instances[0].vrid"))
                        .findFirst()
                        .orElseThrow();
        assertThat(error.getString("file")).isEqualTo(broken);
        assertThat(error.getInteger("line")).isEqualTo(2);
        assertThat(error.getString("message")).isEqualTo("'300' is not in 1..255");
        assertThat(error.getString("mend")).isNotEmpty();
    }

    @Test
    void whatIsWrongStandsOutOnATerminalOnly() {
        String text = "instance web: ACTIVE\n  priority 1\n  ! fault health: 100 % gone\n";

        assertThat(Colours.of(text, Ansi.OFF)).isEqualTo(text);
        assertThat(Colours.of(text, Ansi.ON).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("\u001b[1m").contains("instance web: ACTIVE"),
                        line -> assertThat(line).isEqualTo("  priority 1"),
                        line -> assertThat(line).startsWith("\u001b[1").contains("  ! fault health: 100 % gone"));
    }

    @Test
    void helpNamesTheCommands() {
        assertThat(run("--help").out()).contains("check", "explain-config", "run");
        assertThat(run("run", "--help").out()).contains("--config").contains("--log-format");
    }

    @Test
    void logFormatIsTextOrJson() {
        Answer result = run("run", "--config", "x.yaml", "--log-format", "xml");

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--log-format").contains("xml");
    }

    @Test
    void theRunningGatewayIsAskedWhateverTheFileSaysNow() throws Exception {
        String broken = file("gateway.yaml", "instances: [\n");
        Path socket = temporary.resolve("control.sock");
        var status = new JsonObject().put("well", true).put("router", "gw1").put("version", "1");
        Map<String, Function<String, Outcome>> commands = Map.of(
                "health", _ -> new Outcome(true, ""),
                "status", _ -> new Outcome(true, status.encode()),
                "reload", _ -> new Outcome(false, "nothing is reloaded"));
        try (var _ = new ControlSocket(
                socket, commands, new ControlMeters(new SimpleMeterRegistry()), _ -> {}, TestWorkers.make())) {
            assertThat(run("health", "--config", broken, "--control", socket.toString()))
                    .isEqualTo(new Answer(0, "healthy\n", ""));
            assertThat(run("status", "--json", "--config", broken, "--control", socket.toString()))
                    .isEqualTo(new Answer(0, status.encode() + "\n", ""));
            assertThat(run("reload", "--config", broken, "--control", socket.toString()))
                    .isEqualTo(new Answer(2, "", "nothing is reloaded\n"));
        }
        assertThat(run("health", "--config", broken, "--control", socket.toString()))
                .isEqualTo(new Answer(1, "", socket + ": No such file or directory\n"));
    }
}
