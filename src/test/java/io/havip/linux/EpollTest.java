package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop waits for, waited for as a loop does it. */
@Timeout(30)
class EpollTest {

    private static final int TIMER = 1;
    private static final int MAIL = 2;
    private static final int PROCESS = 3;

    private final Epoll epoll = new Epoll();
    private final TimerFd timer = new TimerFd();
    private final EventFd mail = new EventFd();
    private final int[] ready = new int[8];

    EpollTest() {
        epoll.add(timer.fd(), TIMER);
        epoll.add(mail.fd(), MAIL);
    }

    @AfterEach
    void close() {
        epoll.close();
        timer.close();
        mail.close();
    }

    /** Were it another clock than nanoTime's, the timer would fire at once or in the far future. */
    @Test
    void theTimerFiresAtItsDeadlineOnTheClockOfNanoTime() {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        timer.arm(deadlineNanos);

        assertReady(TIMER);
        assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadlineNanos);
    }

    @Test
    void whoeverLooksDoesNotWait() {
        assertThat(epoll.look(ready)).isZero();

        mail.signal();

        assertThat(epoll.look(ready)).isEqualTo(1);
        assertThat(ready[0]).isEqualTo(MAIL);
    }

    @Test
    void aDeadlineInThePastFiresAtOnce() {
        timer.arm(-1);

        assertReady(TIMER);
    }

    @Test
    void aTimerThatHasComeIsSilentOnceItIsArmedAgain() {
        timer.arm(System.nanoTime());
        assertReady(TIMER);
        timer.arm(Long.MAX_VALUE);

        mail.signal();
        assertReady(MAIL);
    }

    @Test
    void aDisarmedTimerIsSilent() {
        timer.arm(1);
        assertReady(TIMER);
        timer.disarm();

        mail.signal();
        assertReady(MAIL);
    }

    @Test
    void aSignalOfAnotherThreadWakesTheLoop() throws Exception {
        var waiting = new CountDownLatch(1);
        var sender = Thread.ofPlatform().start(() -> {
            awaitUninterruptibly(waiting);
            mail.signal();
        });

        waiting.countDown();
        assertReady(MAIL);
        sender.join();
    }

    @Test
    void manySignalsAreAcknowledgedAtOnce() {
        mail.signal();
        mail.signal();
        mail.acknowledge();
        mail.acknowledge();

        timer.arm(1);
        assertReady(TIMER);
    }

    @Test
    void whatDoesNotFitIsAnsweredNextTime() {
        timer.arm(1);
        mail.signal();
        int[] one = new int[1];

        assertThat(epoll.await(one)).isEqualTo(1);
        int first = one[0];
        assertThat(epoll.await(one)).isEqualTo(1);

        assertThat(new int[] {first, one[0]}).containsExactlyInAnyOrder(TIMER, MAIL);
    }

    @Test
    void theDeathOfAProcessIsSeen() throws Exception {
        var process = new ProcessBuilder("sleep", "1000").start();
        try (var pid = PidFd.open(process.pid())) {
            epoll.add(pid.fd(), PROCESS);
            mail.signal();
            assertReady(MAIL);
            mail.acknowledge();

            process.destroyForcibly();

            assertReady(PROCESS);
        }
    }

    @Test
    void aProcessThatIsNotThereHasNoDescriptor() throws Exception {
        var process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(() -> PidFd.open(process.pid()))
                .withMessage("pidfd_open: No such process (errno 3)")
                .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ESRCH));
    }

    @Test
    void aClosedDescriptorIsNoOnesDescriptor() {
        mail.close();

        assertThatExceptionOfType(ErrnoException.class)
                .isThrownBy(mail::signal)
                .withMessageContaining("Bad file descriptor");
    }

    private void assertReady(int tag) {
        assertThat(epoll.await(ready)).isEqualTo(1);
        assertThat(ready[0]).isEqualTo(tag);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
