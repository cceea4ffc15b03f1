package io.havip.observe;

import io.havip.observe.InstanceStatus.Address;
import io.havip.observe.Meters.ProcessMeters;
import io.havip.observe.Meters.TrackerMeters;
import io.havip.observe.Metric.Type;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.State;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of keepalived's exporters, with their names, labels and values, for dashboards that have them:
 * mehdy/keepalived-exporter, and gen2brain/keepalived_exporter, whose counters do not say in their names that they are. They
 * only repeat what the product's own metrics say.
 */
final class KeepalivedMetrics {
    private static final double SECOND_NANOS = 1e9;

    static final List<Metric<ProcessMeters>> PROCESS = new MetricList<ProcessMeters>()
            .gauge("keepalived_up", "Status", _ -> 1)
            .list();

    static final List<Metric<TrackerMeters>> TRACKERS = new MetricList<TrackerMeters>()
            .several(
                    "keepalived_script_status",
                    Type.GAUGE,
                    "Tracker Script Status",
                    (tracker, out) -> tracker.verdict().ifPresent(healthy -> out.value(name(tracker), healthy ? 1 : 0)))
            .several(
                    "keepalived_script_state",
                    Type.GAUGE,
                    "Tracker Script State",
                    (tracker, out) -> tracker.verdict().ifPresent(_ -> out.value(name(tracker), 0)))
            .list();

    static final List<Metric<VirtualRouterMeters>> VIRTUAL_ROUTERS = virtualRouters();

    private KeepalivedMetrics() {}

    private static List<Metric<VirtualRouterMeters>> virtualRouters() {
        var list = new MetricList<VirtualRouterMeters>()
                .several("keepalived_vrrp_state", Type.GAUGE, "State of vrrp", (router, out) -> {
                    addresses(
                            router,
                            out,
                            Address::advertised,
                            number(router.status().role().state()));
                    if (router.identity().addresses().stream().noneMatch(Address::advertised)) {
                        out.value(
                                mehdy(router),
                                Labels.of("ip_address", ""),
                                number(router.status().role().state()));
                    }
                })
                .several(
                        "keepalived_vrrp_excluded_state",
                        Type.GAUGE,
                        "State of vrrp with excluded VIP",
                        (router, out) -> addresses(
                                router,
                                out,
                                Predicate.not(Address::advertised),
                                number(router.status().role().state())))
                .several(
                        "keepalived_exporter_check_script_status",
                        Type.GAUGE,
                        "Check Script status for each VIP",
                        (router, out) -> addresses(router, out, Address::advertised, served(router) ? 1 : 0))
                .several(
                        "keepalived_gratuitous_arp_delay_total",
                        Type.COUNTER,
                        "Gratuitous ARP delay",
                        (router, out) ->
                                out.value(mehdy(router), router.identity().announcementDelayNanos() / SECOND_NANOS));
        counter(
                list,
                "advertisements_received",
                "advert_rcvd",
                "Advertisements received",
                router -> router.received.sum());
        counter(list, "advertisements_sent", "advert_sent", "Advertisements sent", router -> router.sent.sum());
        counter(
                list,
                "become_master",
                "become_master",
                "Became master",
                router -> router.transitionCount(move -> move.to() == State.ACTIVE));
        counter(
                list,
                "release_master",
                "release_master",
                "Released master",
                router -> router.transitionCount(move -> move.from() == State.ACTIVE));
        counter(
                list,
                "priority_zero_received",
                "pri_zero_rcvd",
                "Priority zero received",
                router -> router.zeroReceived.sum());
        counter(list, "priority_zero_sent", "pri_zero_sent", "Priority zero sent", router -> router.zeroSent.sum());
        errors(
                list,
                "packet_length_errors",
                "packet_len_err",
                "Packet length errors",
                DropReason.LENGTH,
                DropReason.TOTAL_LENGTH);
        errors(
                list,
                "advertisements_interval_errors",
                "advert_interval_err",
                "Advertisement interval errors",
                DropReason.INTERVAL);
        errors(list, "ip_ttl_errors", "ip_ttl_err", "TTL errors", DropReason.HOP_LIMIT);
        errors(list, "invalid_type_received", "invalid_type_rcvd", "Invalid type errors", DropReason.TYPE);
        // The address list never decides whether an advertisement counts, and a type of authentication is never
        // unknown.
        errors(list, "address_list_errors", "addr_list_err", "Address list errors");
        errors(list, "authentication_invalid", "invalid_authtype", "Authentication invalid");
        errors(
                list,
                "authentication_mismatch",
                "authtype_mismatch",
                "Authentication mismatch",
                DropReason.AUTHENTICATION_TYPE);
        errors(list, "authentication_failure", "auth_failure", "Authentication failure", DropReason.AUTHENTICATION);
        return list.list();
    }

    private static void errors(
            MetricList<VirtualRouterMeters> list, String mehdy, String gen2brain, String help, DropReason... reasons) {
        counter(
                list,
                mehdy,
                gen2brain,
                help,
                router -> Arrays.stream(reasons)
                        .mapToDouble(router::discardedCount)
                        .sum());
    }

    /** In the words of both exporters. */
    private static void counter(
            MetricList<VirtualRouterMeters> list,
            String mehdy,
            String gen2brain,
            String help,
            ToDoubleFunction<VirtualRouterMeters> value) {
        list.several(
                        "keepalived_" + mehdy + "_total",
                        Type.COUNTER,
                        help,
                        (router, out) -> out.value(mehdy(router), value.applyAsDouble(router)))
                .several(
                        "keepalived_vrrp_" + gen2brain,
                        Type.UNKNOWN,
                        help,
                        (router, out) -> out.value(gen2brain(router), value.applyAsDouble(router)));
    }

    private static Labels name(TrackerMeters tracker) {
        return Labels.of("name", tracker.name);
    }

    private static Labels mehdy(VirtualRouterMeters router) {
        var identity = router.identity();
        return Labels.of(
                "iname",
                identity.instance(),
                "intf",
                identity.interfaceName(),
                "vrid",
                Integer.toString(identity.vrid()));
    }

    private static Labels gen2brain(VirtualRouterMeters router) {
        var identity = router.identity();
        return Labels.of(
                "name",
                identity.instance(),
                "intf",
                identity.interfaceName(),
                "vrid",
                Integer.toString(identity.vrid()),
                "state",
                name(router.status().role().state()));
    }

    private static void addresses(VirtualRouterMeters router, Samples out, Predicate<Address> which, double value) {
        var identity = router.identity();
        identity.addresses().stream()
                .filter(which)
                .forEach(address -> out.value(
                        Labels.of(
                                "iname",
                                identity.instance(),
                                "intf",
                                address.interfaceName(),
                                "vrid",
                                Integer.toString(identity.vrid()),
                                "ip_address",
                                address.text()),
                        value));
    }

    /** Whether anybody answers for its addresses, as far as is known here: what such scripts try. */
    private static boolean served(VirtualRouterMeters router) {
        var status = router.status();
        return status.role().state() == State.ACTIVE || status.activePeer().isPresent();
    }

    /** keepalived's numbers. */
    private static int number(State state) {
        return switch (state) {
            case INITIALIZE -> 0;
            case BACKUP -> 1;
            case ACTIVE -> 2;
            case FAULT -> 3;
        };
    }

    private static String name(State state) {
        return switch (state) {
            case INITIALIZE -> "INIT";
            case BACKUP -> "BACKUP";
            case ACTIVE -> "MASTER";
            case FAULT -> "FAULT";
        };
    }
}
