package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontendStatisticsTest {
    private static final String HEADING = "\n# pxname,svname,qcur,qmax,scur,smax,slim,stot,rate,rate_lim,\n";

    @Test
    void aFrontendIsFullThatHasAsManySessionsAsItMay() throws ProtocolException {
        assertThat(FrontendStatistics.full(HEADING
                        + "web,FRONTEND,,,20,20,20,700,9,0,\n"
                        + "api,FRONTEND,,,19,20,20,700,9,,\n"
                        + "unlimited,FRONTEND,,,5,5,,700,9,0,\n"
                        + "\n> "))
                .containsExactly("web");
    }

    @Test
    void aFrontendIsFullThatLetsInAsManyASecondAsItMay() throws ProtocolException {
        assertThat(FrontendStatistics.full(HEADING
                        + "web,FRONTEND,,,1,20,20,700,50,50,\n"
                        + "api,FRONTEND,,,1,20,20,700,20,50,\n"
                        + "\n> "))
                .containsExactly("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n> ", "Unknown command\n> ", "# pxname,svname,stot,\n> "})
    void anythingElseIsNoAnswerOfHaproxy(String reply) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> FrontendStatistics.full(reply));
    }
}
