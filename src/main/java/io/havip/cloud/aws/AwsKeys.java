package io.havip.cloud.aws;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.KeyNames;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Amazon's keys. */
final class AwsKeys {
    static final KeyNames NAMES = new KeyNames(
            new KeyNames.Parts("aws_access_key_id", "aws_secret_access_key", "aws_session_token"),
            new KeyNames.Parts("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
            "iam/security-credentials/",
            AwsKeys::role);

    private AwsKeys() {}

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
