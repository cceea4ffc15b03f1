package io.havip.cloud.aws;

import io.havip.cloud.api.AccessKey;
import io.havip.cloud.api.PlayedApi;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** The vendor's own client. */
final class Sdk {
    private Sdk() {}

    static AccessKey key(String id, String secret) {
        return new AccessKey(id, secret, Optional.empty(), AccessKey.NEVER);
    }

    static Ec2Client client(PlayedApi api, AccessKey key) {
        AwsCredentials credentials = key.token()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(key.id(), key.secret(), token))
                .orElseGet(() -> AwsBasicCredentials.create(key.id(), key.secret()));
        return Ec2Client.builder()
                .endpointOverride(api.uri())
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }
}
