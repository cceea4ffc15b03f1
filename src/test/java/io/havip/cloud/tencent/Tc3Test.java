package io.havip.cloud.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentcloudapi.common.CommonClient;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature is that of the vendor's own client, byte for byte. */
class Tc3Test {
    private static final String ODD = "aZ09+/=~!$%&'()*,;:@?# \"\\\u00e9\u672a\u547d\u540d\ud83d\ude00";
    private static final int REQUESTS = 100;

    /** The example of the vendor's page on signatures. */
    @Test
    void theVendorsExampleIsSignedAsThePageSays() {
        var key = new AccessKey(
                "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", Optional.empty(), 0);
        var body =
                "{\"Limit\": 1, \"Filters\": [{\"Values\": [\"\\u672a\\u547d\\u540d\"], \"Name\": \"instance-name\"}]}";

        assertThat(Tc3.authorization(key, "cvm", "cvm.tencentcloudapi.com", 1_551_113_065, body))
                .isEqualTo(
                        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
                                + "SignedHeaders=content-type;host, "
                                + "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-session-token"})
    void whateverIsSentIsSignedAsTheVendorsClientDoes(String token) throws IOException, TencentCloudSDKException {
        var random = new Random(17);
        try (var api = new PlayedApi()) {
            api.answer(Answer.of(200, "{\"Response\": {\"RequestId\": \"r\"}}"));
            for (int number = 0; number < REQUESTS; number++) {
                var key = new AccessKey(
                        "AKID" + random.nextInt(),
                        odd(random),
                        Optional.of(token).filter(text -> !text.isEmpty()),
                        0);
                var body = number == 0
                        ? "{}"
                        : new JsonObject().put("Value", odd(random)).encode();

                client(api, key).call("DescribeHaVips", body);

                var sent = api.last();
                assertThat(sent.body()).isEqualTo(body);
                assertThat(sent.header("X-TC-Token")).isEqualTo(token);
                assertThat(Tc3.authorization(
                                key,
                                TencentApi.NETWORK,
                                sent.header("Host"),
                                Long.parseLong(sent.header("X-TC-Timestamp")),
                                sent.body()))
                        .as("%s %s", key.secret(), body)
                        .isEqualTo(sent.header("Authorization"));
            }
        }
    }

    private static CommonClient client(PlayedApi api, AccessKey key) {
        var http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        // What it sends to the real host: the service in the scope is that host's first label.
        http.setProxyHost(api.uri().getHost());
        http.setProxyPort(api.uri().getPort());
        return new CommonClient(
                TencentApi.NETWORK,
                TencentApi.VERSION,
                new Credential(key.id(), key.secret(), key.token().orElse("")),
                "ap-guangzhou",
                new ClientProfile(ClientProfile.SIGN_TC3_256, http));
    }

    private static String odd(Random random) {
        return random.ints(random.nextInt(1, 60), 0, ODD.codePointCount(0, ODD.length()))
                .map(index -> ODD.codePointAt(ODD.offsetByCodePoints(0, index)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
