package io.havip.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress OTHER = InetAddress.ofLiteral("10.77.0.3");
    private static final long SECOND = 1_000_000_000L;
    private static final long HOLD = 30 * SECOND;

    private final Refusals refusals = new Refusals();

    private static ErrnoException errno(int errno, String text) {
        return new ErrnoException("sendmsg", errno, text);
    }

    @Test
    void saysWhyForEachPeerAndWhatMendsIt() {
        refusals.refused(ONE, errno(Errno.EPERM, "Operation not permitted"), 0);
        refusals.refused(OTHER, errno(Errno.ENETUNREACH, "Network is unreachable"), 0);

        assertThat(refusals.finding(SECOND, HOLD)).hasValueSatisfying(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.SEND_REFUSED);
            assertThat(finding.sentence())
                    .isEqualTo("this host refuses to send the advertisements to 10.77.0.2: sendmsg: Operation not"
                            + " permitted (errno 1); to 10.77.0.3: sendmsg: Network is unreachable (errno 101)");
            assertThat(finding.mend()).contains("packet filter", "; give this host a route");
        });
    }

    @Test
    void aPeerThatIsSentToAgainIsNoLongerNamed() {
        refusals.refused(ONE, errno(Errno.EPERM, "Operation not permitted"), 0);
        refusals.refused(OTHER, errno(Errno.EPERM, "Operation not permitted"), 0);
        refusals.left(ONE);

        assertThat(refusals.finding(SECOND, HOLD))
                .map(Finding::sentence)
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains("10.77.0.3").doesNotContain("10.77.0.2"));
        refusals.left(OTHER);
        assertThat(refusals.finding(SECOND, HOLD)).isEmpty();
    }

    @Test
    void whatIsNotSentAnyMoreIsForgotten() {
        refusals.refused(ONE, errno(Errno.EPERM, "Operation not permitted"), 0);

        assertThat(refusals.finding(HOLD, HOLD)).isPresent();
        assertThat(refusals.finding(HOLD + 1, HOLD)).isEmpty();
    }

    @Test
    void everyReasonThatIsToldApartHasAMendOfItsOwn() {
        var reasons = IntStream.of(Errno.EPERM, Errno.ENETUNREACH, Errno.EINVAL, Errno.ENOBUFS, Errno.ENETDOWN, 5);

        assertThat(reasons.mapToObj(reason -> {
                    refusals.refused(ONE, errno(reason, ""), 0);
                    return refusals.finding(0, HOLD).orElseThrow().mend();
                }))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatFailedForWantOfTheInterfaceIsNotToldOnceThatIsBack() {
        refusals.refused(ONE, errno(Errno.ENETUNREACH, "Network is unreachable"), 0);

        refusals.forget();

        assertThat(refusals.finding(SECOND, HOLD)).isEmpty();
    }
}
