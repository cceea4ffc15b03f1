package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.AccessKeys;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.InstanceMetadata;
import io.havip.cloud.api.SecretFile;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where Amazon's keys come from: the file that is named, the environment, or the role that the instance has. */
final class AwsKeys {
    private static final String PROFILE = "default";
    private static final String ROLES = "iam/security-credentials/";

    private AwsKeys() {}

    static AccessKeys.Source source(Optional<Path> file, Map<String, String> environment, InstanceMetadata metadata) {
        String id = environment.getOrDefault("AWS_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
        if (file.isPresent()) {
            var content = new SecretFile(file.get());
            return () -> new AccessKey(
                    content.value(PROFILE, "aws_access_key_id"),
                    content.value(PROFILE, "aws_secret_access_key"),
                    content.find(PROFILE, "aws_session_token"),
                    0);
        }
        if (!id.isEmpty() && !secret.isEmpty()) {
            var token =
                    Optional.ofNullable(environment.get("AWS_SESSION_TOKEN")).filter(text -> !text.isEmpty());
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
                .flatMap(json -> json.get("AccessKeyId")
                        .text()
                        .flatMap(id -> json.get("SecretAccessKey")
                                .text()
                                .flatMap(secret -> json.get("Expiration")
                                        .text()
                                        .flatMap(AwsKeys::epochMillis)
                                        .map(millis -> new AccessKey(
                                                id, secret, json.get("Token").text(), millis)))));
    }

    private static Optional<Long> epochMillis(String text) {
        try {
            return Optional.of(Instant.parse(text).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
