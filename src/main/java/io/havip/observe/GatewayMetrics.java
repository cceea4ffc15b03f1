package io.havip.observe;

import io.havip.observe.Meters.ConfigMeters;
import io.havip.observe.Meters.LoopMeters;
import io.havip.observe.Meters.ProcessMeters;
import io.havip.observe.Meters.StrayMeters;
import io.havip.observe.Meters.TrackerMeters;
import io.havip.observe.Metric.Type;
import io.havip.observe.MetricList.Labelled;
import java.util.List;

/** The metrics of what belongs to no virtual router. */
final class GatewayMetrics {
    static final List<Metric<StrayMeters>> STRAYS = new MetricList<StrayMeters>()
            .several(
                    "havip_vrrp_stray_packets_total",
                    Type.COUNTER,
                    "VRRP packets received that are for no virtual router of this gateway",
                    (stray, out) -> StrayMeters.REASONS.forEach(reason ->
                            out.value(stray.labels(), Labels.of("reason", Meters.label(reason)), stray.count(reason))))
            .list();

    static final List<Metric<TrackerMeters>> TRACKERS = new MetricList<TrackerMeters>()
            .several(
                    "havip_health_up",
                    Type.GAUGE,
                    "Whether the tracked thing is healthy",
                    (tracker, out) ->
                            tracker.verdict().ifPresent(healthy -> out.value(tracker.labels(), healthy ? 1 : 0)))
            .histograms(
                    "havip_health_check_seconds",
                    "Duration of a health check",
                    tracker -> List.of(
                            new Labelled(Labels.of("result", "success"), tracker.successes),
                            new Labelled(Labels.of("result", "failure"), tracker.failures)))
            .list();

    static final List<Metric<LoopMeters>> LOOP = new MetricList<LoopMeters>()
            .histogram("havip_loop_lateness_seconds", "How much later than due the loop woke up", loop -> loop.lateness)
            .histogram("havip_loop_cycle_seconds", "Duration of one cycle of the loop", loop -> loop.cycle)
            .counter(
                    "havip_loop_stalls_total",
                    "Times that the loop was kept from running for longer than it may",
                    loop -> loop.stalls.sum())
            .counter(
                    "havip_address_claims_dropped_total",
                    "Claims of addresses that nobody looked into, because too many waited",
                    loop -> loop.claimsDropped.sum())
            .counter(
                    "havip_traffic_takeovers_unseen_total",
                    "Takeovers whose first traffic nobody looked out for, because the role moved again before",
                    loop -> loop.takeoversUnseen.sum())
            .counter(
                    "havip_notifications_lost_total",
                    "Changes that no program, and lines that no reader of a FIFO, was told of, because too many waited",
                    loop -> loop.notificationsLost.sum())
            .counter(
                    "havip_netlink_listings_torn_total",
                    "Listings of interfaces or addresses that changed meanwhile, as often as the kernel was asked",
                    loop -> loop.listingsTorn.sum())
            .list();

    static final List<Metric<ConfigMeters>> CONFIG = new MetricList<ConfigMeters>()
            .several(
                    "havip_config_reloads_total",
                    Type.COUNTER,
                    "Times that the configuration was to be read again",
                    (config, out) -> {
                        out.value(Labels.NONE, Labels.of("result", "success"), config.successes.sum());
                        out.value(Labels.NONE, Labels.of("result", "failure"), config.failures.sum());
                    })
            .gauge(
                    "havip_config_last_reload_successful",
                    "Whether what is configured is in force: 0 after a reload that was refused",
                    config -> config.successful ? 1 : 0)
            .gauge(
                    "havip_config_last_reload_success_timestamp_seconds",
                    "Wall-clock time when the configuration that is in force was read",
                    config -> config.loadedAtEpochMillis / 1e3)
            .list();

    static final List<Metric<ProcessMeters>> PROCESS = new MetricList<ProcessMeters>()
            .several(
                    "havip_build_info",
                    Type.GAUGE,
                    "The program that runs; always 1",
                    (process, out) -> out.value(Labels.of("version", process.version), 1))
            .several(
                    "havip_haproxy_info",
                    Type.GAUGE,
                    "HAProxy as it runs now; always 1",
                    (process, out) -> process.haproxy.ifPresent(running ->
                            out.value(Labels.of("version", running.version(), "pid", Long.toString(running.pid())), 1)))
            .list();

    private GatewayMetrics() {}
}
