package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the doctor on one node says of the other, which is silent as a backup whether it lives or not. */
@Execution(ExecutionMode.CONCURRENT)
class DoctorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOKEN = "0123456789abcdef0123456789abcdef\n";
    private static final String ANOTHER = "fedcba9876543210fedcba9876543210\n";

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (int host = 1; host <= 2; host++) {
            lab.namespace("host" + host);
            lab.connect("host" + host, "eth0", "10.77.0." + host + "/24");
        }
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    private Agent run(int host, String token) {
        var own = folder.resolve("host" + host);
        var tokenFile = Agent.write(own.resolve("token"), token);
        lab.run("host" + host, "chmod", "600", tokenFile.toString());
        return Agent.run(lab, "host" + host, Agent.configure(own, 200 - 50 * host, """
                router-name: host%d
                journal: {directory: %s}
                management:
                  listen: 10.77.0.%d:9165
                  peers: [10.77.0.%d:9165]
                  token-file: %s
                  insecure: true
                """.formatted(
                        host, own.resolve("journal"), host, 3 - host, tokenFile)));
    }

    private String command(String command) {
        return lab.run(
                "host1",
                "sh",
                "-c",
                "%s %s --config %s 2>&1; echo exit status $?"
                        .formatted(Agent.LAUNCHER, command, folder.resolve("host1/gateway.yaml")));
    }

    /** Both take part: a doctor who is asked before has nothing to say yet, and is a Java machine's start each time. */
    private static void awaitRoles(Agent one, Agent two) {
        await().until(() -> one.service().says("-> ACTIVE") && two.service().says("-> BACKUP"));
    }

    private void awaitAll(String... said) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(command("doctor")).contains(said));
    }

    @Test
    void aStandbyThatIsFrozenIsWrongThoughNothingElseShowsIt() {
        try (var one = run(1, TOKEN);
                var two = run(2, TOKEN)) {
            awaitRoles(one, two);
            awaitAll("nothing is wrong\nexit status 0\n");
            assertThat(command("status")).contains("instance web: ACTIVE since ");

            two.service().signal("STOP");

            assertThat(command("doctor")).as(one.service()::toString).isEqualTo("""
                    ! 10.77.0.2:9165: this node does not answer: no answer within 2000 ms
                      mend: see on that node: systemctl status havip-gateway, havip-gateway doctor
                    exit status 3
                    """);
            assertThat(one.service().says("already registered"))
                    .as("meters of its questions, in the log")
                    .isFalse();
            assertThat(command("status")).as("of itself it sees nothing").endsWith("exit status 0\n");

            two.service().signal("CONT");

            awaitAll("nothing is wrong\nexit status 0\n");
        }
    }

    @Test
    void aNodeWithAnotherTokenIsNoneThatTellsAnything() {
        try (var one = run(1, TOKEN);
                var two = run(2, ANOTHER)) {
            awaitRoles(one, two);
            awaitAll(
                    "! 10.77.0.2:9165: this node does not answer: it has another token: put the same one into the token-file of"
                            + " both\n",
                    "exit status 3\n");
        }
    }

    @Test
    void whatIsWrongThereIsSaidHere() {
        try (var one = run(1, TOKEN);
                var two = run(2, TOKEN)) {
            awaitRoles(one, two);
            awaitAll("nothing is wrong\n");
            Agent.write(folder.resolve("host2/gateway.yaml"), "instances: []\n");

            two.service().signal("HUP");

            awaitAll("! host2: gateway: the reload at ", " was refused", "exit status 3\n");
        }
    }
}
