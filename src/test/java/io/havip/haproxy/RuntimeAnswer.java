package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;

/** HAProxy's answer to {@code show info}, for tests outside of this package. */
public final class RuntimeAnswer {
    private RuntimeAnswer() {}

    public static void read(String answer) {
        try {
            var haproxy = RuntimeInfo.parse(answer).haproxy();
            assertThat(haproxy.version()).isNotBlank();
            assertThat(haproxy.pid()).isPositive();
        } catch (ProtocolException refused) {
            assertThat(refused).hasMessage("does not answer as HAProxy does");
        }
    }
}
