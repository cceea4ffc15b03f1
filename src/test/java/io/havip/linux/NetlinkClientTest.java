package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel refuses for now is asked for again at once, and not for ever. */
class NetlinkClientTest {
    private static final int DONE = 0;

    private final Deque<Integer> answers = new ArrayDeque<>();

    private NetlinkMessage answer() {
        int errno = answers.remove();
        var body = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(0, -errno);
        return new NetlinkMessage(NetlinkMessage.ERROR, 0, 1, body);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EBUSY, Errno.ENOBUFS, Errno.EINTR, Errno.ENETDOWN})
    void aRefusalThatPassesIsNone(int errno) {
        answers.addAll(List.of(errno, DONE));

        assertThat(NetlinkClient.insist(this::answer).errno()).isEqualTo(DONE);
    }

    @Test
    void aRefusalThatStaysIsOneAtOnce() {
        answers.addAll(List.of(Errno.EPERM, DONE));

        assertThat(NetlinkClient.insist(this::answer).errno()).isEqualTo(Errno.EPERM);
    }

    @Test
    void aRefusalThatDoesNotPassIsOneAfterAFewTries() {
        answers.addAll(Collections.nCopies(NetlinkClient.ATTEMPTS_MAX, Errno.EBUSY));
        answers.add(DONE);

        assertThat(NetlinkClient.insist(this::answer).errno()).isEqualTo(Errno.EBUSY);
        assertThat(answers).containsExactly(DONE);
    }

    @Test
    void soIsACallThatFails() {
        answers.addAll(List.of(Errno.ENOBUFS, DONE));

        assertThat(NetlinkClient.insist(this::refuseOnce).errno()).isEqualTo(DONE);
        answers.add(Errno.EPERM);
        assertThatThrownBy(() -> NetlinkClient.insist(this::refuseOnce)).hasMessageContaining("EPERM");
    }

    private NetlinkMessage refuseOnce() {
        int errno = answers.peek();
        if (errno != DONE) {
            answers.remove();
            throw new ErrnoException("read(netlink)", errno, errno == Errno.EPERM ? "EPERM" : "for now");
        }
        return answer();
    }
}
