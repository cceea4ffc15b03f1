package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.config.InstanceBuilder;
import io.havip.config.options.AnnounceOptions;
import io.havip.linux.Clock;
import io.havip.linux.FrameSocket;
import io.havip.linux.Workers;
import io.havip.testing.NetworkLab;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class AnnouncerTest {
    private static final Announcement ANNOUNCEMENT = announcement("web");

    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final Semaphore stuck = new Semaphore(0);
    private final Workers workers =
            new Workers(Clock.MACHINE, (worker, failure) -> troubles.add(worker + ": " + failure.getMessage()));

    private static Announcement announcement(String instance) {
        return new Announcement(
                instance,
                List.of(new BoundAddress(InetAddress.ofLiteral("10.77.0.100"), "nonesuch", 0, "nonesuch", List.of())),
                InstanceBuilder.announcements(
                        announce -> announce.with(AnnounceOptions.REPEAT, 1).with(AnnounceOptions.DELAY, 0L)));
    }

    /**
     * @param frame done for each
     * @param end done when all were announced, or are not to be any more
     */
    private record Told(Runnable frame, Runnable end) implements Announcements.Listener {
        @Override
        public void sent(String interfaceName, boolean neighbourAdvertisement) {}

        @Override
        public void failed(String interfaceName, String reason) {
            frame.run();
        }

        @Override
        public void announced() {
            end.run();
        }
    }

    /** None of these has a hardware address to announce. */
    private static final class NoFrames implements FrameSocket {
        @Override
        public void send(int interfaceIndex, byte[] frame) {
            throw new AssertionError("a frame");
        }

        @Override
        public void close() {}
    }

    @Test
    void oneThatHangsIsToldOfOnceEachTime() throws InterruptedException {
        var announcer = new Announcer(new NoFrames(), _ -> {}, workers);
        try {
            review(announcer, 30);
            assertThat(troubles).as("with nothing to do").isEmpty();

            hang(announcer);
            review(announcer, 9);
            assertThat(troubles).as("a busy machine").isEmpty();
            review(announcer, 20);
            assertThat(troubles).containsExactly("announcer: hangs");

            stuck.release();
            await().until(() -> !stuck.hasQueuedThreads());
            hang(announcer);
            review(announcer, 10);
            assertThat(troubles).containsExactly("announcer: hangs", "announcer: hangs");
        } finally {
            stuck.release();
            announcer.close();
        }
    }

    @Test
    void oneThatFailsHasForgottenNothingWhenItStartsAgain() throws InterruptedException {
        var announcer = new Announcer(new NoFrames(), _ -> {}, workers);
        var frames = new CopyOnWriteArrayList<String>();
        Runnable breaks = () -> {
            throw new IllegalStateException("it broke");
        };
        try {
            hang(announcer);
            announcer.start(announcement("sip"), new Told(breaks, () -> {}));
            announcer.start(announcement("dns"), new Told(() -> frames.add("dns"), () -> {}));
            announcer.start(announcement("mail"), new Told(() -> frames.add("mail"), () -> {}));
            stuck.release();

            await().untilAsserted(() -> assertThat(frames).containsExactlyInAnyOrder("dns", "mail"));
            assertThat(troubles).containsExactly("announcer: it broke");
        } finally {
            announcer.close();
        }
    }

    @Test
    void nobodyWaitsForOneThatDoesNotGetOn() throws InterruptedException {
        var announcer = new Announcer(new NoFrames(), _ -> {}, workers);
        var frames = new CopyOnWriteArrayList<String>();
        var waited = new CopyOnWriteArrayList<String>();
        try {
            hang(announcer);
            announcer.start(announcement("dns"), new Told(() -> frames.add("dns"), () -> waited.add("dns")));
            review(announcer, 9);
            assertThat(waited).as("a busy machine").isEmpty();
            review(announcer, 1);
            assertThat(waited).containsExactly("dns");
            announcer.start(announcement("mail"), new Told(() -> frames.add("mail"), () -> waited.add("mail")));
            assertThat(waited).containsExactly("dns", "mail");
            assertThat(frames).isEmpty();

            stuck.release();
            await().untilAsserted(() -> assertThat(frames).containsExactlyInAnyOrder("dns", "mail"));
            assertThat(waited).as("told once").containsExactly("dns", "mail");
        } finally {
            stuck.release();
            announcer.close();
        }
    }

    @Test
    void aRoleThatComesAndGoesWhileItHangsLeavesTheLastWordOnly() throws InterruptedException {
        var announcer = new Announcer(new NoFrames(), _ -> {}, workers);
        var frames = new CopyOnWriteArrayList<String>();
        var waited = new CopyOnWriteArrayList<String>();
        try {
            hang(announcer);
            for (int i = 0; i < 10_000; i++) {
                announcer.start(announcement("dns"), new Told(() -> frames.add("dns"), () -> waited.add("dns")));
                announcer.start(announcement("mail"), new Told(() -> frames.add("mail"), () -> waited.add("mail")));
                announcer.stop("dns");
            }
            assertThat(announcer.waiting()).isEqualTo(2);
            assertThat(waited).as("nobody waits for what is overtaken").hasSize(19_999);

            stuck.release();
            await().untilAsserted(() -> assertThat(waited).hasSize(20_000));
            assertThat(frames).containsExactly("mail");
        } finally {
            stuck.release();
            announcer.close();
        }
    }

    @Test
    void whatHasGoneIsClosedWhenAnotherOneComes() throws InterruptedException {
        var lab = NetworkLab.create();
        try {
            lab.namespace("one");
            var announcer = lab.inside("one", () -> new Announcer(new NoFrames(), _ -> {}, workers));
            try {
                for (var name : List.of("eth0", "eth1", "eth2")) {
                    lab.connect("one", name, "10.77.0.1/24");
                    announcer.prepare(lab.link("one", name));
                    await().until(() -> openedIn(lab) == 1);
                    lab.run("one", "ip", "link", "delete", name);
                }
            } finally {
                announcer.close();
            }
        } finally {
            NetworkLab.close(lab);
        }
        assertThat(troubles).isEmpty();
    }

    private static long openedIn(NetworkLab lab) {
        return lab.run("one", "cat", "/proc/net/packet").lines().skip(1).count();
    }

    private void hang(Announcer announcer) {
        announcer.start(ANNOUNCEMENT, new Told(stuck::acquireUninterruptibly, () -> {}));
        await().until(stuck::hasQueuedThreads);
    }

    private static void review(Announcer announcer, int seconds) {
        for (int second = 0; second < seconds; second++) {
            announcer.review();
        }
    }
}
