package io.havip.observe;

import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Holding;
import io.havip.observe.Metric.Type;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The metrics of virtual routers' addresses in a cloud: none where there is no cloud. */
final class CloudMetrics {
    private static final Map<Holding.Kind, Labels> KIND = Stream.of(Holding.Call.values())
            .flatMap(call -> Stream.of(Holding.Outcome.values()).map(outcome -> new Holding.Kind(call, outcome)))
            .collect(Collectors.toUnmodifiableMap(
                    kind -> kind,
                    kind -> Labels.of("call", Meters.label(kind.call()), "outcome", Meters.label(kind.outcome()))));

    static final List<Metric<VirtualRouterMeters>> ALL = new MetricList<VirtualRouterMeters>()
            .several(
                    "havip_cloud_address_here",
                    Type.GAUGE,
                    "Whether the cloud said at the last reading that this node holds the address",
                    (router, out) -> each(
                            router,
                            out,
                            holding -> holding.reading()
                                    .map(reading -> reading.here() ? 1.0 : 0.0)
                                    .orElse(Double.NaN)))
            .several(
                    "havip_cloud_holder_info",
                    Type.GAUGE,
                    "Who held the address at the last reading, in the cloud's words; always 1",
                    CloudMetrics::holders)
            .several(
                    "havip_cloud_read_timestamp_seconds",
                    Type.GAUGE,
                    "Wall-clock time of the last reading",
                    (router, out) -> each(router, out, holding -> holding.readAtEpochMillis() / 1e3))
            .several("havip_cloud_calls_total", Type.COUNTER, "Calls of the cloud's API", CloudMetrics::calls)
            .several(
                    "havip_cloud_corrections_total",
                    Type.COUNTER,
                    "How often somebody else got the address while this node was Active, and it was had back",
                    (router, out) -> each(router, out, Holding::corrections))
            .several(
                    "havip_cloud_reannouncements_total",
                    Type.COUNTER,
                    "How often the address was announced again because the cloud had not followed",
                    (router, out) -> each(router, out, Holding::announcements))
            .several(
                    "havip_cloud_outlived_calls_total",
                    Type.COUNTER,
                    "Changes that were under way when the role was lost",
                    (router, out) -> each(router, out, Holding::outlived))
            .several(
                    "havip_cloud_changes_left",
                    Type.GAUGE,
                    "How many changes of the address may be asked for at once",
                    (router, out) -> each(router, out, Holding::changesLeft))
            .list();

    private CloudMetrics() {}

    private static void each(VirtualRouterMeters router, Samples out, ToDoubleFunction<Holding> value) {
        router.holdings().forEach(holding -> out.value(router.labels(), labels(holding), value.applyAsDouble(holding)));
    }

    private static void holders(VirtualRouterMeters router, Samples out) {
        router.holdings()
                .forEach(holding -> holding.reading()
                        .flatMap(Reading::holder)
                        .ifPresent(holder ->
                                out.value(router.labels(), labels(holding).with(Labels.of("holder", holder)), 1)));
    }

    private static void calls(VirtualRouterMeters router, Samples out) {
        router.holdings().forEach(holding -> {
            var labels = router.labels().with(labels(holding));
            KIND.forEach((kind, more) -> out.value(labels, more, holding.calls().getOrDefault(kind, 0L)));
        });
    }

    private static Labels labels(Holding holding) {
        return Labels.of("cloud_address", holding.name(), "provider", holding.provider());
    }
}
