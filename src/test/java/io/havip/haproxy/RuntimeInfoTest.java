package io.havip.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeInfoTest {
    private static RuntimeInfo answer(String lines) throws ProtocolException {
        return RuntimeInfo.parse(
                "Name: HAProxy\nVersion: 3.0.0\nPid: 1\nStopping: 0\nMaxconn: 9987\n" + lines + "\n\n> ");
    }

    @ParameterizedTest
    @CsvSource({
        "CurrConns, 9987, Maxconn, 9987, maxconn",
        "CurrSslConns, 20, MaxSslConns, 20, maxsslconn",
        "ConnRate, 50, ConnRateLimit, 50, maxconnrate",
        "SessRate, 50, SessRateLimit, 50, maxsessrate",
        "SslRate, 51, SslRateLimit, 50, maxsslrate"
    })
    void clientsAloneCanReachAnyOfItsLimits(String present, int now, String most, int limit, String option)
            throws ProtocolException {
        assertThat(answer("%s: %d\n%s: %d".formatted(present, now, most, limit)).limit())
                .hasValue(option);
    }

    @ParameterizedTest
    @CsvSource({
        "50, 50, true",
        "46, 50, true",
        "1, 1, true",
        "1, 2, true",
        "0, 1, false",
        "30, 50, false",
        "90, 0, false"
    })
    void aRateSinksALittleUntilTheNextConnectionIsLetIn(int now, int limit, boolean reached) throws ProtocolException {
        assertThat(answer("ConnRate: %d\nConnRateLimit: %d".formatted(now, limit))
                        .limit()
                        .isPresent())
                .isEqualTo(reached);
    }

    @Test
    void aLimitOfZeroIsNone() throws ProtocolException {
        assertThat(answer("CurrConns: 7\nCurrSslConns: 7\nMaxSslConns: 0\nSessRate: 9\nSessRateLimit: 0")
                        .limit())
                .isEmpty();
    }
}
