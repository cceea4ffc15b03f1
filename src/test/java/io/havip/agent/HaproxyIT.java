package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.havip.vrrp.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A gateway that runs HAProxy, and gives up the role to its peer for as long as HAProxy does not serve. */
@Execution(ExecutionMode.CONCURRENT)
class HaproxyIT {
    private static final String VIP = "10.77.0.100";

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Agent agent;
    private Node peer;

    @BeforeEach
    void startAPair() {
        Requirement.HAPROXY.ensure();
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        var socket = folder.resolve("haproxy.sock");
        var haproxy = Agent.write(folder.resolve("haproxy.cfg"), """
            global
                nbthread 1
                stats socket %s mode 600 level admin
            defaults
                mode http
                timeout client 1s
            frontend web
                bind 127.0.0.1:8080
                http-request return status 200
            """.formatted(socket));
        agent = Agent.run(lab, "one", Agent.configure(folder, 150, """
            haproxy:
              supervise: {config: %s}
              socket: %s
              probe: {address: "127.0.0.1:8080", http: /}
            """.formatted(haproxy, socket)));
        peer = Node.start(lab, "two", Instances.withPriority(100));
        agent.awaitState("active");
        await().until(() -> peer.state() == State.BACKUP);
    }

    @AfterEach
    void endIt() {
        if (lab != null) {
            agent.close();
            peer.close();
            lab.close();
        }
    }

    @Test
    void itsWorkerIsKilled() {
        Service.send("KILL", workers());

        comesBackAfterAMoveToThePeer();
    }

    @Test
    void itsMasterIsKilled() {
        Service.send("KILL", masters());

        comesBackAfterAMoveToThePeer();
    }

    @Test
    void itHangs() {
        var hanging = haproxies();
        Service.send("STOP", hanging.stream());
        await().until(() -> peer.binds(VIP) && agent.is("fault"));
        assertThat(lab.binds("one", VIP)).isFalse();

        Service.send("CONT", hanging.stream());

        comesBackAfterAMoveToThePeer();
    }

    @Test
    void aReloadIsNoFailure() {
        var before = ids(workers());
        double transitions = agent.sum("havip_vrrp_transitions_total", "");

        Service.send("USR2", masters());

        await().until(() -> ids(workers()).stream().noneMatch(before::contains));
        await().until(() -> agent.samples("havip_haproxy_info").stream()
                .anyMatch(sample -> ids(workers()).stream().anyMatch(pid -> sample.contains("pid=\"" + pid + "\""))));
        assertThat(agent.sum("havip_vrrp_transitions_total", "")).isEqualTo(transitions);
        assertThat(agent.is("active")).isTrue();
    }

    @Test
    void itEndsWithTheGateway() {
        var running = haproxies();
        assertThat(running).isNotEmpty();

        agent.service().signal("TERM");
        agent.service().exitStatus();

        // Waited for, too: a child that nobody has waited for would still be there.
        assertThat(running).noneMatch(ProcessHandle::isAlive);
    }

    private void comesBackAfterAMoveToThePeer() {
        await().until(() -> peer.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
        agent.awaitState("active");
        await().until(() -> peer.state() == State.BACKUP && !peer.binds(VIP));
        assertThat(lab.binds("one", VIP)).isTrue();
        assertThat(haproxies()).hasSizeGreaterThanOrEqualTo(2);
    }

    private List<ProcessHandle> haproxies() {
        return agent.service().descendants().stream()
                .filter(process -> process.info().command().orElse("").endsWith("/haproxy"))
                .toList();
    }

    private Stream<ProcessHandle> workers() {
        return haproxies().stream()
                .filter(process -> process.children().findAny().isEmpty());
    }

    private Stream<ProcessHandle> masters() {
        return haproxies().stream()
                .filter(process -> process.children().findAny().isPresent());
    }

    private static Set<Long> ids(Stream<ProcessHandle> processes) {
        return processes.map(ProcessHandle::pid).collect(Collectors.toCollection(TreeSet::new));
    }
}
