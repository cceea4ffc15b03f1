package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcTest {
    @Test
    void aServiceIsTheInnermostOfTheControlGroups() {
        assertThat(Proc.service("0::/system.slice/keepalived.service\n")).contains("keepalived");
        assertThat(Proc.service("0::/user.slice/user-0.slice/user@0.service/app.slice/balancer.service\n"))
                .contains("balancer");
        assertThat(Proc.service("4:memory:/system.slice/keepalived.service\n0::/\n"))
                .contains("keepalived");
        assertThat(Proc.service("0::/user.slice/session-1.scope\n")).isEmpty();
    }

    @Test
    void whoHasEndedIsInNoNetwork() throws Exception {
        var process = new ProcessBuilder("tail", "-f", "/dev/null").start();
        assertThat(Proc.sharesOurNetwork(process.pid())).isTrue();

        process.destroyForcibly().waitFor();

        assertThat(Proc.sharesOurNetwork(process.pid())).isFalse();
    }
}
