package io.havip.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.linux.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What calls are signed with, where it comes from, and how long it serves. */
class AccessKeysTest {
    private static final CallFailed SILENT =
            new CallFailed(Kind.UNKNOWN, "Timeout", "nothing is heard", Optional.empty());

    private final ArrayDeque<Object> source = new ArrayDeque<>();
    private long nowMillis = 1_000_000;
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return 1_000_000 * nowMillis;
        }

        @Override
        public long epochMillis() {
            return nowMillis;
        }
    };
    private final AccessKeys keys = new AccessKeys(this::next, clock);

    private AccessKey next() throws CallFailed {
        if (source.remove() instanceof AccessKey key) {
            return key;
        }
        throw SILENT;
    }

    private static AccessKey key(String id, long expiresAtEpochMillis) {
        return new AccessKey(id, "secret of " + id, Optional.empty(), expiresAtEpochMillis);
    }

    @Test
    void aRolesKeyIsRenewedFiveMinutesBeforeItRunsOut() throws CallFailed, InterruptedException {
        source.addAll(List.of(key("first", 2_000_000), key("second", 9_000_000)));

        assertThat(keys.current().id()).isEqualTo("first");
        nowMillis = 1_699_999;
        assertThat(keys.current().id()).isEqualTo("first");
        nowMillis = 1_700_000;
        assertThat(keys.current().id()).isEqualTo("second");
    }

    @Test
    void aKeyThatCanNotBeRenewedServesUntilItRunsOut() throws CallFailed, InterruptedException {
        source.addAll(List.of(key("first", 2_000_000), "", ""));
        keys.current();

        nowMillis = 1_999_999;
        assertThat(keys.current().id()).isEqualTo("first");
        nowMillis = 2_000_000;
        assertThatThrownBy(keys::current)
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.PASSING))
                .hasMessage("there are no credentials: nothing is heard");
    }

    @Test
    void aSourceThatFailsIsAskedAgainAfterAPause() throws CallFailed, InterruptedException {
        source.addAll(List.of(key("first", 2_000_000), "", key("second", 9_000_000)));
        keys.current();

        nowMillis = 1_800_000;
        assertThat(keys.current().id()).isEqualTo("first");
        nowMillis = 1_829_999;
        assertThat(keys.current().id()).isEqualTo("first");
        assertThat(source).as("not asked for yet").hasSize(1);
        nowMillis = 1_830_000;
        assertThat(keys.current().id()).isEqualTo("second");
    }

    /** A metadata service that hangs keeps one call, and no other. */
    @Test
    void whileOneRenewsOthersUseTheKeyThatLives() throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        var slow = new AccessKeys(
                () -> {
                    var next = next();
                    if (next.id().equals("second")) {
                        asked.countDown();
                        answered.await();
                    }
                    return next;
                },
                clock);
        source.addAll(List.of(key("first", 2_000_000), key("second", 9_000_000)));
        slow.current();
        nowMillis = 1_800_000;

        try (var others = Executors.newSingleThreadExecutor()) {
            var renewing = others.submit(slow::current);
            asked.await();
            assertThat(slow.current().id()).isEqualTo("first");
            answered.countDown();
            assertThat(renewing.get().id()).isEqualTo("second");
        }
        assertThat(slow.current().id()).isEqualTo("second");
    }

    @Test
    void whatPassesIsNoMatterOfTheCredentials() {
        for (var each : Map.of(Kind.THROTTLED, Kind.PASSING, Kind.FINAL, Kind.CREDENTIALS)
                .entrySet()) {
            var none = new AccessKeys(
                    () -> {
                        throw new CallFailed(each.getKey(), "Metadata", "a sentence", Optional.empty());
                    },
                    clock);
            assertThatThrownBy(none::current)
                    .isInstanceOfSatisfying(
                            CallFailed.class, e -> assertThat(e.kind()).isEqualTo(each.getValue()));
        }
    }

    @Test
    void aKeyOfAFileIsReadEachTime() throws CallFailed, InterruptedException {
        source.addAll(List.of(key("first", 0), key("second", 0)));

        assertThat(keys.current().id()).isEqualTo("first");
        assertThat(keys.current().id()).isEqualTo("second");
    }

    @Test
    void whatTheProviderRefusesIsReadAnew() throws CallFailed, InterruptedException {
        var first = key("first", AccessKey.NEVER);
        source.addAll(List.of(first, key("second", AccessKey.NEVER)));
        keys.current();

        keys.refused(first);

        assertThat(keys.current().id()).isEqualTo("second");
        keys.refused(first);
        assertThat(keys.current().id()).isEqualTo("second");
    }

    @Test
    void aKeyShowsNoSecret() {
        assertThat(key("AKID1", 0).toString()).isEqualTo("AccessKey[AKID1]");
    }

    @Test
    void aFileHasWhatTheVendorsToolsWrite(@TempDir Path folder) throws IOException, CallFailed {
        var file = folder.resolve("credentials");
        var secret = new SecretFile(file);
        assertThatThrownBy(secret::read).hasMessage("there is no " + file);
        assertThatThrownBy(new SecretFile(folder)::read).hasMessageContaining(folder + " is not a file");
        Files.writeString(file, "[other]\nsecret_id = wrong\n[default]\n# mine\nsecret_id = AKID1\nsecret_key=a=b\n");
        assertThatThrownBy(secret::read).hasMessageContaining("anyone may read or write");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(secret.value("default", "secret_id")).isEqualTo("AKID1");
        assertThat(secret.value("default", "secret_key")).isEqualTo("a=b");
        assertThat(secret.find("default", "token")).isEmpty();
        assertThatThrownBy(() -> secret.value("default", "token"))
                .isInstanceOfSatisfying(
                        CallFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CREDENTIALS))
                .hasMessage(file + " has no token under [default]");
        Files.writeString(file, "x".repeat(70_000));
        assertThatThrownBy(secret::read).hasMessageContaining("larger than 64 KiB");
    }

    @Test
    void metadataAreAskedWithATokenWhereThatIsNeeded() throws IOException, CallFailed, InterruptedException {
        try (var api = new PlayedApi().tells("instance-id", "i-1");
                var client = new ApiClient(PlayedApi.LIMITS, Optional.empty())) {
            api.answer(asked ->
                    asked.path().equals("/latest/api/token") ? Answer.of(200, "TOKEN==") : Answer.of(404, "not found"));

            assertThat(new InstanceMetadata(client, api.uri(), true).text("instance-id"))
                    .isEqualTo("i-1");
            assertThat(api.asked().getFirst().method()).isEqualTo("PUT");
            assertThat(api.last().header("X-aws-ec2-metadata-token")).isEqualTo("TOKEN==");
            assertThat(new InstanceMetadata(client, api.uri(), false).text("instance-id"))
                    .isEqualTo("i-1");
            assertThat(api.asked()).hasSize(3);
            assertThatThrownBy(() -> new InstanceMetadata(client, api.uri(), false).text("iam/"))
                    .hasMessage("the metadata service has no iam/");
            api.answer(Answer.of(200, "bad\u0000token"));
            assertThatThrownBy(() -> new InstanceMetadata(client, api.uri(), true).text("instance-id"))
                    .hasMessage("the metadata service gives no token: status 200");
        }
    }
}
