package io.havip.config.options;

import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.cloud.CallLimits;
import io.havip.cloud.CloudSettings;
import io.havip.cloud.ProviderSettings;
import io.havip.config.options.Type.Group;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The cloud whose API says who holds an address. */
public final class CloudOptions {
    private CloudOptions() {}

    /**
     * A provider's section, and what becomes of it.
     *
     * @param settings empty where something that is missing or wrong has been reported
     */
    private record ProviderSection(
            Option<Settings> section, BiFunction<Settings, Problems, Optional<? extends ProviderSettings>> settings) {}

    public static final Option<Settings> TENCENT = Option.of(
                    "tencent", new Group(TencentOptions.SECTION), "Tencent Cloud; see [tencent.md](cloud/tencent.md).")
            .otherwise("another cloud");
    public static final Option<Settings> AWS = Option.of(
                    "aws", new Group(AwsOptions.SECTION), "Amazon's EC2; see [aws.md](cloud/aws.md).")
            .otherwise("another cloud");
    public static final Option<Settings> HTTP = Option.of(
                    "http",
                    new Group(HttpCloudOptions.SECTION),
                    "Any other API, described by its requests; see [http.md](cloud/http.md).")
            .otherwise("another cloud");

    /** One more provider is one more of these, and its option in {@link #SECTION}. */
    private static final List<ProviderSection> PROVIDERS = List.of(
            new ProviderSection(TENCENT, TencentOptions::settings),
            new ProviderSection(AWS, AwsOptions::settings),
            new ProviderSection(HTTP, HttpCloudOptions::settings));

    public static final Option<Long> CONNECT_TIMEOUT = Option.of(
                    "connect-timeout",
                    Type.duration(10 * MILLISECOND, 60 * SECOND),
                    "How long it may take until a connection to the API stands.")
            .standard(2 * SECOND);
    public static final Option<Long> CALL_TIMEOUT = Option.of(
                    "call-timeout",
                    Type.duration(10 * MILLISECOND, 300 * SECOND),
                    "How long a call may take, with that.")
            .standard(5 * SECOND);
    public static final Option<Long> TOTAL_TIMEOUT = Option.of(
                    "total-timeout",
                    Type.duration(10 * MILLISECOND, 600 * SECOND),
                    "How long a change may take until it is done. After that it is looked at, and asked for again where it"
                            + " has had no effect.")
            .standard(15 * SECOND);
    public static final Option<Long> VERIFY_INTERVAL = Option.of(
                    "verify-interval",
                    Type.duration(SECOND, 3_600 * SECOND),
                    "How often an Active reads whether it holds the address, on average: each pause is between two thirds"
                            + " and four thirds of this. So long a call of another node that lands late can go unseen.")
            .standard(15 * SECOND);
    public static final Option<Integer> CHANGES_PER_HOUR = Option.of(
                    "changes-per-hour",
                    Type.integer(1, 100_000),
                    "How often this node may ask for a change of one address: half of them may come at once. Some clouds shut"
                            + " out who does it more than 50 times an hour, which two nodes do not reach with this.")
            .standard(24);
    public static final Option<Long> ANNOUNCEMENT_DELAY = Option.of(
                    "announcement-delay",
                    Type.duration(MILLISECOND, 600 * SECOND),
                    "How long the cloud may take to follow an announcement, where that is what moves an address (an HAVIP)."
                            + " After that it is announced again, and told of.")
            .standard(10 * SECOND);

    public static final Section SECTION = Section.of(
            "cloud",
            TENCENT,
            AWS,
            HTTP,
            CONNECT_TIMEOUT,
            CALL_TIMEOUT,
            TOTAL_TIMEOUT,
            VERIFY_INTERVAL,
            CHANGES_PER_HOUR,
            ANNOUNCEMENT_DELAY);

    /** Empty where what is wrong has been reported. */
    public static Optional<CloudSettings> settings(Settings cloud, Problems problems) {
        inOrder(cloud, CALL_TIMEOUT, CONNECT_TIMEOUT, problems);
        inOrder(cloud, TOTAL_TIMEOUT, CALL_TIMEOUT, problems);
        var limits = new CallLimits(cloud.get(CONNECT_TIMEOUT), cloud.get(CALL_TIMEOUT), cloud.get(TOTAL_TIMEOUT));
        return provider(cloud, problems)
                .map(provider -> new CloudSettings(
                        provider,
                        limits,
                        cloud.get(VERIFY_INTERVAL),
                        cloud.get(CHANGES_PER_HOUR),
                        cloud.get(ANNOUNCEMENT_DELAY)));
    }

    private static void inOrder(Settings cloud, Option<Long> whole, Option<Long> part, Problems problems) {
        long partNanos = cloud.get(part);
        if (cloud.get(whole) < partNanos) {
            problems.error(
                    cloud.written(whole)
                            .or(() -> cloud.written(part))
                            .map(Located::place)
                            .orElse(cloud.place()),
                    "%s is shorter than %s, which is %s".formatted(whole.key(), part.key(), Durations.show(partNanos)),
                    "shorten %s, or lengthen %s".formatted(part.key(), whole.key()));
        }
    }

    private static Optional<ProviderSettings> provider(Settings cloud, Problems problems) {
        var named = PROVIDERS.stream()
                .filter(provider -> cloud.has(provider.section()))
                .toList();
        if (named.size() != 1) {
            problems.error(
                    cloud.place(),
                    named.isEmpty() ? "it is not said which cloud this is" : "a node is in one cloud",
                    "give one of the sections "
                            + PROVIDERS.stream()
                                    .map(provider -> provider.section().key())
                                    .collect(Collectors.joining(", ")));
            return Optional.empty();
        }
        var provider = named.getFirst();
        return provider.settings()
                .apply(cloud.get(provider.section()), problems)
                .map(settings -> settings);
    }
}
