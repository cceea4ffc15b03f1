package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two containers of the image: whatever happens to the better one, the other serves, and gives back when it returns. */
class FailoverIT {
    @TempDir
    private Path folder;

    private Pair pair;

    @BeforeAll
    static void needsAnEngine() {
        Requirement.DOCKER.ensure();
    }

    @BeforeEach
    void bringUp() {
        pair = new Pair(folder);
        pair.awaitServiceThrough(pair.gw1);
    }

    @AfterEach
    void takeDown() {
        pair.close();
    }

    @Test
    void survivesAKilledContainer() {
        pair.gw1.signal("KILL");
        pair.awaitServiceThrough(pair.gw2);

        pair.gw1.startAgain();
        pair.gw1.awaitState("active");
        pair.awaitServiceThrough(pair.gw1);
    }

    @Test
    void releasesTheAddressWhenStopped() {
        Engine.client().stopContainerCmd(pair.gw1.id()).withTimeout(10).exec();
        pair.awaitServiceThrough(pair.gw2);

        assertThat(pair.gw2.metric("havip_vrrp_transitions_total{", "cause=\"release_heard\""))
                .isEqualTo(1);
        assertThat(pair.gw1.container.getCurrentContainerInfo().getState().getExitCodeLong())
                .isEqualTo(143);
        assertThat(pair.gw1.container.getLogs()).contains("ACTIVE -> INITIALIZE, shutdown: told to stop");
    }

    @Test
    void survivesAPausedContainerAndGivesBackWithoutASecondOwner() {
        Engine.client().pauseContainerCmd(pair.gw1.id()).exec();
        pair.awaitServiceThrough(pair.gw2);

        Engine.client().unpauseContainerCmd(pair.gw1.id()).exec();
        pair.awaitServiceThrough(pair.gw1);
        pair.gw2.awaitState("backup");
        assertThat(pair.gw1.metric("havip_vrrp_transitions_total{", "cause=\"stall\""))
                .as("steps down before it speaks again")
                .isEqualTo(1);
    }

    @Test
    void copesWithAnInterfaceThatComesBackUnderAnotherName() {
        pair.gw1.disconnect();
        pair.awaitServiceThrough(pair.gw2);

        pair.gw1.reconnect();
        pair.gw1.awaitState("active");
        pair.awaitServiceThrough(pair.gw1);
        pair.gw2.awaitState("backup");
    }

    @Test
    void movesTheAddressWhenHaproxyIsKilledAndStartsItAgain() {
        pair.gw1.signalHaproxy("KILL");
        await().untilAsserted(() -> assertThat(pair.gw2.metric("havip_vrrp_transitions_total{", "to=\"active\""))
                .isEqualTo(1));

        pair.gw1.awaitState("active");
        pair.awaitServiceThrough(pair.gw1);
        assertThat(pair.gw1.container.getLogs()).contains("it is started again");
    }

    @Test
    void leavesNoZombieOfAKilledHaproxyBehind() {
        pair.gw1.signalHaproxy("KILL");

        await().untilAsserted(() -> assertThat(pair.gw1
                        .container
                        .execInContainer("sh", "-c", "cat /proc/[0-9]*/stat")
                        .getStdout())
                .contains("(haproxy) S")
                .doesNotContain(") Z "));
    }

    @Test
    void movesTheAddressWhileHaproxyHangs() {
        pair.gw1.signalHaproxy("STOP");
        pair.awaitServiceThrough(pair.gw2);

        pair.gw1.signalHaproxy("CONT");
        pair.awaitServiceThrough(pair.gw1);
    }

    @Test
    void reloadsHaproxyOnSighup() {
        Pair.write(folder.resolve("haproxy1.cfg"), Pair.haproxyConfiguration("changed"));

        pair.gw1.signal("HUP");

        await().untilAsserted(() -> assertThat(Pair.get(Pair.SERVICE).header()).isEqualTo("changed"));
        assertThat(pair.gw1.is("active")).isTrue();
        assertThat(pair.gw2.metric("havip_vrrp_transitions_total{", "to=\"active\""))
                .isZero();
    }

    @Test
    void keepsItsHaproxyWhenTheChangedConfigurationIsBroken() {
        Pair.write(folder.resolve("haproxy1.cfg"), "frontend web\n    bindd :80\n");

        pair.gw1.signal("USR2");

        await().untilAsserted(() -> assertThat(pair.gw1.container.getLogs())
                .contains("HAProxy goes on with its old configuration")
                .contains("unknown keyword 'bindd'"));
        pair.awaitServiceThrough(pair.gw1);
    }

    @Test
    void takesPartAgainAfterARestart() {
        Engine.client().restartContainerCmd(pair.gw1.id()).withTimeout(10).exec();

        pair.gw1.awaitState("active");
        pair.gw2.awaitState("backup");
        pair.awaitServiceThrough(pair.gw1);
    }
}
