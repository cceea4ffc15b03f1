package io.havip.cloud.tencent;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.AccessKeys;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.InstanceMetadata;
import io.havip.cloud.api.SecretFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where Tencent's keys come from: the file that is named, the environment, or the role that the instance has. */
final class TencentKeys {
    private static final String PROFILE = "default";
    private static final String ROLES = "cam/security-credentials/";

    private TencentKeys() {}

    static AccessKeys.Source source(Optional<Path> file, Map<String, String> environment, InstanceMetadata metadata) {
        String id = environment.getOrDefault("TENCENTCLOUD_SECRET_ID", "");
        String secret = environment.getOrDefault("TENCENTCLOUD_SECRET_KEY", "");
        if (file.isPresent()) {
            var content = new SecretFile(file.get());
            return () -> new AccessKey(
                    content.value(PROFILE, "secret_id"),
                    content.value(PROFILE, "secret_key"),
                    content.find(PROFILE, "token"),
                    0);
        }
        if (!id.isEmpty() && !secret.isEmpty()) {
            var token =
                    Optional.ofNullable(environment.get("TENCENTCLOUD_TOKEN")).filter(text -> !text.isEmpty());
            return () -> new AccessKey(id, secret, token, AccessKey.NEVER);
        }
        return () -> role(metadata);
    }

    private static AccessKey role(InstanceMetadata metadata) throws CallFailed, InterruptedException {
        String role = metadata.name(ROLES);
        return role(metadata.text(ROLES + role))
                .orElseThrow(() -> new CallFailed(
                        Kind.CREDENTIALS,
                        "Role",
                        "the metadata service gives no key of the instance's role",
                        Optional.empty()));
    }

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
