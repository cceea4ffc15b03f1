package io.havip.cloud.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed;
import io.havip.cloud.api.ApiAnswer;
import io.havip.linux.Clock;
import java.net.InetAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What somebody who says that he is Tencent Cloud answers, for tests outside of this package. */
public final class TencentAnswer {
    private TencentAnswer() {}

    /** Is read, or refused in a sentence that a terminal does not obey. */
    public static void read(byte[] body) {
        TencentKeys.role(new String(body, StandardCharsets.UTF_8))
                .ifPresent(key -> assertThat(key.id()).isNotEmpty());
        try {
            var response = TencentApi.response(
                    new ApiAnswer(200, HttpHeaders.of(Map.of(), (_, _) -> true), body), Clock.MACHINE);
            assertThat(TencentNetwork.ports(response))
                    .allSatisfy(port -> assertThat(port.id()).isNotEmpty());
            TencentNetwork.at(response, "10.0.0.2")
                    .ifPresent(station -> assertThat(station.port().id()).isNotEmpty());
            assertThat(TencentNeighbourhood.admission(response, InetAddress.ofLiteral("10.0.0.2"), List.of("sg-1")))
                    .isNotNull();
            assertThat(TencentNeighbourhood.placed(response, "ins-1")).isNotNull();
            TencentNetwork.assigned(response, "10.0.0.100")
                    .ifPresent(holder -> assertThat(holder.port()).isNotEmpty());
            HaVip.of(response, "10.0.0.100")
                    .ifPresent(haVip -> assertThat(haVip.id()).isNotEmpty());
            TencentNetwork.progress(response);
        } catch (CallFailed refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
            assertThat(refused.code()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(300);
        }
    }
}
