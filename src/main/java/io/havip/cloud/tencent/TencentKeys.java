package io.havip.cloud.tencent;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.KeyNames;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tencent's keys. */
final class TencentKeys {
    static final KeyNames NAMES = new KeyNames(
            new KeyNames.Parts("secret_id", "secret_key", "token"),
            new KeyNames.Parts("TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_TOKEN"),
            "cam/security-credentials/",
            TencentKeys::role);

    private TencentKeys() {}

    /** What the metadata service answers for a role. */
    static Optional<AccessKey> role(String text) {
        return ApiJson.of(text)
                .filter(json ->
                        json.get("Code").text().filter("Success"::equals).isPresent())
                .flatMap(json -> json.get("TmpSecretId")
                        .text()
                        .flatMap(id -> json.get("TmpSecretKey")
                                .text()
                                .flatMap(secret -> json.get("ExpiredTime")
                                        .number()
                                        .map(seconds -> new AccessKey(
                                                id,
                                                secret,
                                                json.get("Token").text(),
                                                TimeUnit.SECONDS.toMillis(seconds))))));
    }
}
