package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed;
import io.havip.cloud.api.ApiAnswer;
import io.havip.linux.Clock;
import java.net.InetAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What somebody who says that he is EC2 answers, for tests outside of this package. */
public final class Ec2Answer {
    private Ec2Answer() {}

    /** Is read, or refused in a sentence that a terminal does not obey. */
    public static void read(byte[] body) {
        AwsKeys.role(new String(body, StandardCharsets.UTF_8))
                .ifPresent(key -> assertThat(key.id()).isNotEmpty());
        try {
            var response =
                    Ec2Api.response(new ApiAnswer(200, HttpHeaders.of(Map.of(), (_, _) -> true), body), Clock.MACHINE);
            assertThat(Ec2Network.ports(response))
                    .allSatisfy(port -> assertThat(port.id()).isNotEmpty());
            Ec2Neighbourhood.station(response)
                    .ifPresent(station -> assertThat(station.port().id()).isNotEmpty());
            assertThat(Ec2Neighbourhood.admission(response, InetAddress.ofLiteral("10.0.0.2"), List.of("sg-1")))
                    .isNotNull();
            assertThat(Ec2Neighbourhood.placed(response, "i-1")).isNotNull();
            Ec2Network.assigned(response, "10.0.0.100")
                    .ifPresent(holder -> assertThat(holder.port()).isNotEmpty());
            Ec2Network.elastic(response, "203.0.113.5")
                    .ifPresent(elastic -> assertThat(elastic.allocation()).isNotEmpty());
            Ec2Network.route(response, "10.0.0.100/32")
                    .flatMap(Ec2Network.Leading::port)
                    .ifPresent(port -> assertThat(port).isNotEmpty());
        } catch (CallFailed refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContainPattern("\\p{Cntrl}");
            assertThat(refused.code()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(300);
        }
    }
}
