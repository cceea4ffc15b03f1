package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.AnnounceOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnouncementScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void announcesEveryAddressInTurnBeforeAnyIsAnnouncedTwice() {
        var schedule = new AnnouncementSchedule(settings(2, 0, 0, 1), 3, 0);

        assertThat(until(schedule, 10 * SECOND)).containsExactly("0@0", "1@0", "2@0", "0@0", "1@0", "2@0");
        assertThat(schedule.nextNanos()).isEqualTo(AnnouncementSchedule.NEVER);
    }

    @Test
    void repeatsTheWholeRoundAfterTheDelay() {
        var schedule = new AnnouncementSchedule(settings(2, 5 * SECOND, 0, 1), 1, 0);

        assertThat(until(schedule, 60 * SECOND)).containsExactly("0@0", "0@0", "0@5000", "0@5000");
    }

    @Test
    void refreshesForAsLongAsItRuns() {
        var schedule = new AnnouncementSchedule(settings(1, SECOND, 5 * SECOND, 2), 1, 0);

        assertThat(until(schedule, 11 * SECOND))
                .containsExactly("0@0", "0@1000", "0@5000", "0@5000", "0@10000", "0@10000");
    }

    @Test
    void leavesOutTheRefreshesThatFallBeforeTheSecondRound() {
        var schedule = new AnnouncementSchedule(settings(1, 5 * SECOND, 2 * SECOND, 1), 1, 0);

        assertThat(until(schedule, 8 * SECOND)).containsExactly("0@0", "0@5000", "0@6000", "0@8000");
    }

    @Test
    void aFrameThatHadToWaitPutsOffWhatComesAfterIt() {
        var schedule = new AnnouncementSchedule(settings(2, SECOND, 4 * SECOND, 1), 1, 0);

        schedule.next(0);
        schedule.next(5 * SECOND);
        assertThat(schedule.nextNanos()).as("the second round").isEqualTo(5 * SECOND);
        schedule.next(5 * SECOND);
        schedule.next(13 * SECOND);
        assertThat(schedule.nextNanos())
                .as("the refreshes of seconds 8 and 12 are not made up for")
                .isEqualTo(16 * SECOND);
    }

    @Test
    void ofWhatHasBegunTheRestFollowsAtTheSameTimes() {
        var schedule = new AnnouncementSchedule(settings(2, 5 * SECOND, 0, 1), 3, SECOND);

        schedule.begun(SECOND);

        assertThat(until(schedule, 3 * SECOND)).containsExactly("0@1000", "1@1000", "2@1000");
        assertThat(schedule.nextNanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void whatFollowsAnothersClaimHasNumbersOfItsOwn() {
        var settings = InstanceBuilder.announcements(announce -> announce.with(AnnounceOptions.REFRESH, 4 * SECOND)
                .with(AnnounceOptions.CONTESTED_REPEAT, 2)
                .with(AnnounceOptions.CONTESTED_DELAY, SECOND));
        var schedule = new AnnouncementSchedule(settings.afterClaim(), 1, 0);

        assertThat(until(schedule, 5 * SECOND)).containsExactly("0@0", "0@0", "0@1000", "0@1000", "0@4000");
    }

    private static AnnouncementSettings settings(int repeat, long delayNanos, long refreshNanos, int refreshRepeat) {
        return InstanceBuilder.announcements(announce -> announce.with(AnnounceOptions.REPEAT, repeat)
                .with(AnnounceOptions.DELAY, delayNanos)
                .with(AnnounceOptions.REFRESH, refreshNanos)
                .with(AnnounceOptions.REFRESH_REPEAT, refreshRepeat));
    }

    /** What is due until then, as address index and milliseconds. */
    private static List<String> until(AnnouncementSchedule schedule, long endNanos) {
        var frames = new ArrayList<String>();
        while (schedule.nextNanos() <= endNanos) {
            long atMillis = schedule.nextNanos() / 1_000_000;
            frames.add(schedule.index() + "@" + atMillis);
            schedule.next(schedule.nextNanos());
        }
        return frames;
    }
}
