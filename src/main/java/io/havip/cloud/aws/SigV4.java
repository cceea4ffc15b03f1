package io.havip.cloud.aws;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Amazon's signature, version 4: of the method, the path, some headers and the content. */
final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String LAST_STEP = "aws4_request";
    private static final int DAY_LENGTH = "20150830".length();

    private SigV4() {}

    /**
     * What is signed.
     *
     * @param query sorted and encoded
     * @param headers those that are signed, by their names in small letters
     * @param body may be empty
     */
    record Signed(String method, String path, String query, SortedMap<String, String> headers, String body) {
        private String names() {
            return String.join(";", headers.keySet());
        }

        private String canonical() {
            String lines = headers.entrySet().stream()
                    .map(header ->
                            header.getKey() + ":" + header.getValue().strip().replaceAll(" +", " ") + "\n")
                    .collect(Collectors.joining());
            return String.join(
                    "\n", method, path, query, lines, names(), Sha256.hex(body.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * The header {@code Authorization}.
     *
     * @param at as in {@code X-Amz-Date}: {@code 20150830T123600Z}
     */
    static String authorization(AccessKey key, String region, String service, String at, Signed request) {
        String day = at.substring(0, DAY_LENGTH);
        String scope = String.join("/", day, region, service, LAST_STEP);
        String signed = String.join("\n", ALGORITHM, at, scope, Sha256.hex(request.canonical()));
        byte[] derived = Sha256.derived("AWS4" + key.secret(), day, region, service, LAST_STEP);
        return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                        ALGORITHM,
                        key.id(),
                        scope,
                        request.names(),
                        HexFormat.of().formatHex(Sha256.hmac(derived, signed)));
    }
}
