package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Told to stop, the agent ends, as a whole, whatever else goes wrong. */
@Execution(ExecutionMode.CONCURRENT)
class EndIT {
    private static final String VIP = "10.77.0.100";
    private static final int TERMINATED = 143;
    private static final InetSocketAddress MANAGEMENT = new InetSocketAddress("127.0.0.1", 9165);
    private static final int CONNECTIONS = 3_000;

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    /** The former comes by a descriptor that the launcher has kept for it, the latter by the Java machine. */
    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalGivesUpTheRoleAndEndsTheProcess(String signal, int exitStatus) {
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""))) {
            agent.awaitState("active");
            await().until(() -> agent.service().threads().contains("sigterm"));

            agent.service().signal(signal);

            assertThat(agent.service().exitStatus()).isEqualTo(exitStatus);
            assertThat(agent.service().output())
                    .last()
                    .asString()
                    .contains("ACTIVE -> INITIALIZE, shutdown: told to stop");
        }
        assertThat(lab.binds("one", VIP)).isFalse();
    }

    @Test
    void aPartThatCanNotBeClosedKeepsNoOtherFromIt() throws IOException {
        Requirement.NFTABLES.ensure();
        var broken = folder.resolve("broken");
        var ended = folder.resolve("ended");
        program("nft", "[ ! -e " + broken + " ] || { echo broken; exit 1; }; PATH=/usr/sbin:/sbin exec nft \"$@\"");
        var file = Agent.configure(folder, 150, """
                accept: false
                virtual-mac: {}
            programs: {shutdown: {command: [touch, "%s"]}}
            """.indent(0).formatted(ended));
        String before = settings();
        var path = List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"));
        try (var agent = Agent.start(lab, "one", path, file)) {
            agent.awaitState("active");
            assertThat(settings()).isNotEqualTo(before);
            Files.createFile(broken);

            agent.service().signal("TERM");

            assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
            assertThat(agent.service().output()).anyMatch(line -> line.contains("nft refuses: broken"));
        }
        assertThat(ended).as("the shutdown script was run").exists();
        assertThat(lab.binds("one", VIP)).isFalse();
        assertThat(lab.run("one", "ip", "link", "show", "type", "macvlan")).isEmpty();
        assertThat(settings()).isEqualTo(before);
    }

    /** What the interface beneath a virtual MAC gets while that is there. */
    private String settings() {
        return lab.run("one", "sysctl", "net.ipv4.conf.eth0.arp_ignore", "net.ipv4.conf.eth0.arp_announce");
    }

    private void program(String name, String script) throws IOException {
        var file = Agent.write(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        programs: {startup: {command: ["%1$s"]}}
        """, """
            haproxy: {supervise: {binary: "%1$s", config: /dev/null}, probe: {address: 127.0.0.1:1}}
            """})
    void whatTheStartWaitsForHoldsUpNoEnd(String waits) throws IOException {
        var asked = folder.resolve("asked");
        var answered = folder.resolve("answered");
        program("slow", "touch %s; sleep 20; touch %s".formatted(asked, answered));
        var file = Agent.configure(folder, 150, waits.formatted(folder.resolve("slow")));
        try (var agent = Agent.run(lab, "one", file)) {
            await().until(() -> Files.exists(asked));

            agent.service().signal("TERM");

            assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
            assertThat(agent.service().descendants()).isEmpty();
            assertThat(agent.service().output()).noneMatch(line -> line.contains("Exception"));
        }
        assertThat(answered).as("it was not waited for").doesNotExist();
    }

    @Test
    void aPacketFilterThatIsSlowToAnswerHoldsUpNoEnd() throws IOException {
        Requirement.NFTABLES.ensure();
        var asked = folder.resolve("asked");
        var answered = folder.resolve("answered");
        program("nft", """
            case "$*" in *ruleset*) touch %s; sleep 20; touch %s;; esac
            PATH=/usr/sbin:/sbin exec nft "$@"
            """.formatted(asked, answered));
        var path = List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"));
        try (var agent = Agent.start(lab, "one", path, Agent.configure(folder, 150, ""))) {
            agent.awaitState("active");
            await().until(() -> Files.exists(asked));

            agent.service().signal("TERM");

            assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
        }
        assertThat(answered).as("it was not waited for").doesNotExist();
    }

    /** It is alone: its successor would be waited for as long as that may take. */
    @Test
    void aSecondSignalEndsTheWaitAndNothingElse() {
        var began = folder.resolve("began");
        var ended = folder.resolve("ended");
        var file = Agent.configure(folder, 150, """
            programs: {shutdown: {command: [sh, -c, "touch %s; sleep 2.5; touch %s"]}}
            """.formatted(began, ended));
        try (var agent = Agent.start(lab, "one", List.of(), file)) {
            agent.awaitState("active");

            agent.service().signal("TERM");
            agent.service().signal("TERM");
            await().until(() -> Files.exists(began));
            assertThat(lab.binds("one", VIP)).isFalse();

            assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
        }
        assertThat(ended).as("the shutdown script was run to its end").exists();
    }

    /** Through a pipe that holds some thirty lines, of which some are lost; nothing else is. */
    @Test
    void aLogThatNobodyReadsCostsNoReloadNoTransitionAndNotTheEnd() {
        Requirement.PYTHON.ensure();
        String idle = "import fcntl, time; fcntl.fcntl(0, fcntl.F_SETPIPE_SZ, 4096); time.sleep(60)";
        var unread =
                List.of("bash", "-c", "exec \"$@\" > >(exec python3 -c '" + idle + "' >/dev/null 2>&1) 2>&1", "unread");
        try (var agent = Agent.start(lab, "one", unread, Agent.configure(folder, 150, ""))) {
            agent.awaitState("active");
            await().until(() -> {
                lab.run("one", "sh", "-c", "for i in $(seq 60); do ip a del " + VIP + "/24 dev eth0 2>&-; done; :");
                return agent.sum("havip_address_repairs_total", "") > 50;
            });

            agent.service().signal("HUP");
            await().until(() -> agent.sum("havip_config_reloads_total", "result=\"success\"") == 1);
            lab.run("one", "ip", "link", "set", "eth0", "down");
            await().until(() -> agent.sum("havip_vrrp_transitions_total", "cause=\"fault\"") == 1);

            agent.service().signal("TERM");
            assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
        }
    }

    /** From so many clients that the agent holds as many as it ever does, and closes the others. */
    @Test
    void thousandsOfRequestsThatAreNeverFinishedHoldUpNoEnd() throws IOException {
        var clients = IntStream.rangeClosed(1, 250)
                .mapToObj(host -> "127.0.0." + host)
                .toList();
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""))) {
            agent.awaitState("active");
            try (var _ = lab.inside("one", () -> UnfinishedRequests.hold(MANAGEMENT, clients, CONNECTIONS))) {
                assertThat(agent.get("/health/live"))
                        .as("there is no room for another one")
                        .isEmpty();

                agent.service().signal("TERM");

                assertThat(agent.service().exitStatus()).isEqualTo(TERMINATED);
            }
            assertThat(agent.service().output())
                    .last()
                    .asString()
                    .contains("ACTIVE -> INITIALIZE, shutdown: told to stop");
        }
        assertThat(lab.binds("one", VIP)).isFalse();
    }
}
