package io.havip.cloud.tencent;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Tencent's signature, TC3-HMAC-SHA256, of a POST of JSON: of the host, the content's type and the content. */
final class Tc3 {
    static final String CONTENT_TYPE = "application/json; charset=utf-8";
    private static final String ALGORITHM = "TC3-HMAC-SHA256";
    private static final String SIGNED_HEADERS = "content-type;host";
    private static final String LAST_STEP = "tc3_request";
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);

    private Tc3() {}

    /** The header {@code Authorization}. */
    static String authorization(AccessKey key, String service, String host, long epochSeconds, String body) {
        String day = DAY.format(Instant.ofEpochSecond(epochSeconds));
        String scope = String.join("/", day, service, LAST_STEP);
        String request = String.join(
                "\n",
                "POST",
                "/",
                "",
                "content-type:" + CONTENT_TYPE,
                "host:" + host,
                "",
                SIGNED_HEADERS,
                Sha256.hex(body.getBytes(StandardCharsets.UTF_8)));
        String signed = String.join("\n", ALGORITHM, String.valueOf(epochSeconds), scope, Sha256.hex(request));
        byte[] derived = Sha256.derived("TC3" + key.secret(), day, service, LAST_STEP);
        return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                .formatted(
                        ALGORITHM,
                        key.id(),
                        scope,
                        SIGNED_HEADERS,
                        HexFormat.of().formatHex(Sha256.hmac(derived, signed)));
    }
}
