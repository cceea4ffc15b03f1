package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.api.PlayedApi.Asked;
import io.havip.linux.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call is signed with: a file before the environment, and that before the instance's role. */
class AwsCredentialsTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "AKIAENV", "AWS_SECRET_ACCESS_KEY", "secret2");

    @TempDir
    Path folder;

    private PlayedApi api;
    private Path file;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi()
                .tells("instance-id", "i-1")
                .tells("placement/region", "eu-central-1")
                .tells("iam/security-credentials/", "gateway")
                .tells("iam/security-credentials/gateway", """
                        {"Code": "Success", "AccessKeyId": "ASIAROLE", "SecretAccessKey": "secret3", "Token": "session==",
                         "Expiration": "2999-01-01T00:00:00Z"}""");
        api.answer(asked -> asked.path().equals("/latest/api/token")
                ? Answer.of(200, "TOKEN==")
                : Answer.of(
                        200,
                        "<r><networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId></item>"
                                + "</networkInterfaceSet></r>"));
        file = folder.resolve("credentials");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = secret1\n");
    }

    @AfterEach
    void end() {
        api.close();
    }

    /** @return the last call */
    private Asked read(Optional<Path> credentials, Map<String, String> environment)
            throws CallFailed, InterruptedException {
        var settings = new AwsSettings(
                Optional.of(api.uri()),
                api.uri(),
                Optional.empty(),
                Optional.empty(),
                credentials,
                Optional.empty(),
                Map.of(),
                List.of());
        try (var aws = new Aws(settings, PlayedApi.LIMITS, Clock.MACHINE, environment)) {
            aws.addresses("vip", "lo", List.of(InetAddress.ofLiteral("10.0.0.100")))
                    .getFirst()
                    .read();
        }
        return api.last();
    }

    @Test
    void aFileCountsFirst() throws CallFailed, InterruptedException {
        var call = read(Optional.of(file), KEYS);

        assertThat(call.header("Authorization")).contains("Credential=AKIAFILE/");
        assertThat(call.header("X-Amz-Security-Token")).isEmpty();
        assertThat(api.asked()).noneMatch(asked -> asked.path().contains("security-credentials"));
    }

    @Test
    void withoutAFileTheEnvironmentCounts() throws CallFailed, InterruptedException {
        assertThat(read(Optional.empty(), KEYS).header("Authorization")).contains("Credential=AKIAENV/");
    }

    @Test
    void withNeitherTheRoleOfTheInstanceCounts() throws CallFailed, InterruptedException {
        var call = read(Optional.empty(), Map.of("AWS_ACCESS_KEY_ID", ""));

        assertThat(call.header("Authorization"))
                .contains("Credential=ASIAROLE/")
                .contains("x-amz-security-token");
        assertThat(call.header("X-Amz-Security-Token")).isEqualTo("session==");
    }

    /** Whoever names one does not want the role's rights. */
    @Test
    void aFileThatIsGoneIsNotReplacedByTheRole() throws IOException {
        Files.delete(file);

        assertThatThrownBy(() -> read(Optional.of(file), Map.of()))
                .asInstanceOf(type(CallFailed.class))
                .returns(Kind.CREDENTIALS, CallFailed::kind)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(file.toString())
                .doesNotContain("secret1");
        assertThat(api.asked()).noneMatch(asked -> asked.path().contains("security-credentials"));
    }
}
