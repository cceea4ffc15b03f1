package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.api.PlayedApi.Asked;
import io.havip.cloud.aws.SigV4.Signed;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The signature is that of the vendor's own client, byte for byte. */
class SigV4Test {
    private static final String ODD = "aZ09+/=~!$%&'()*,;:@?# \"\\\u00e9\u672a\u547d\u540d\ud83d\ude00";
    private static final int REQUESTS = 60;
    private static final AccessKey EXAMPLE = Sdk.key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

    /** The example of the vendor's pages on signatures. */
    @Test
    void theVendorsExampleIsSignedAsThePageSays() {
        var headers = new TreeMap<>(Map.of(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
                "host",
                "iam.amazonaws.com",
                "x-amz-date",
                "20150830T123600Z"));

        assertThat(SigV4.authorization(
                        EXAMPLE,
                        "us-east-1",
                        "iam",
                        "20150830T123600Z",
                        new Signed("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, "")))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                        + "SignedHeaders=content-type;host;x-amz-date, "
                        + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    /** Of the vendor's test suite: {@code get-vanilla}. */
    @Test
    void theVendorsTestSuiteIsPassed() {
        var headers = new TreeMap<>(Map.of("host", "example.amazonaws.com", "x-amz-date", "20150830T123600Z"));

        assertThat(SigV4.authorization(
                        EXAMPLE, "us-east-1", "service", "20150830T123600Z", new Signed("GET", "/", "", headers, "")))
                .endsWith("Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        assertThat(SigV4.authorization(
                        EXAMPLE, "us-east-1", "service", "20150830T123600Z", new Signed("POST", "/", "", headers, "")))
                .endsWith("Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a+session/token=="})
    void whateverIsSentIsSignedAsTheVendorsClientDoes(String token) throws IOException {
        var random = new Random(17);
        try (var api = new PlayedApi()) {
            api.answer(Answer.of(200, "<DescribeAddressesResponse/>"));
            for (int number = 0; number < REQUESTS; number++) {
                var key = new AccessKey(
                        "AKIA" + random.nextInt(1_000_000),
                        "k" + odd(random) + "k",
                        Optional.of(token).filter(text -> !text.isEmpty()),
                        0);
                String value = odd(random);
                try (var client = Sdk.client(api, key)) {
                    client.describeAddresses(request -> request.publicIps(value));
                }
                assertThat(ours(key, api.last())).as(value).isEqualTo(api.last().header("Authorization"));
            }
        }
    }

    /** Of the headers that the client has signed. */
    private static String ours(AccessKey key, Asked sent) {
        var headers = new TreeMap<String, String>();
        for (String name : sent.header("Authorization")
                .replaceAll(".*SignedHeaders=([^,]+),.*", "$1")
                .split(";")) {
            headers.put(name, sent.header(name));
        }
        return SigV4.authorization(
                key,
                "eu-central-1",
                Ec2Api.SERVICE,
                sent.header("X-Amz-Date"),
                new Signed(sent.method(), sent.path(), "", headers, sent.body()));
    }

    private static String odd(Random random) {
        return random.ints(random.nextInt(1, 60), 0, ODD.codePointCount(0, ODD.length()))
                .map(index -> ODD.codePointAt(ODD.offsetByCodePoints(0, index)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
