package io.havip.insight;

import io.havip.announce.AnnouncedBy;
import io.havip.announce.AnnouncementSettings;
import io.havip.cloud.ProviderSettings;
import io.havip.config.GatewayConfig;
import io.havip.config.options.ManagementOptions.Management;
import io.havip.config.text.Durations;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac.Mode;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A configuration in sentences: what {@code check} prints of one node. Passwords are left out. */
public final class NodeExplanation {
    private static final long MILLISECOND_NANOS = 1_000_000L;

    private final StringBuilder text = new StringBuilder();

    private NodeExplanation() {}

    public static String of(GatewayConfig config) {
        var explanation = new NodeExplanation();
        explanation.gateway(config);
        return explanation.text.toString();
    }

    private void gateway(GatewayConfig config) {
        title("node " + config.routerName());
        management(config.management());
        var memory = MemoryNeed.of(config);
        row("memory", "some %d MB, %d of them Java's heap".formatted(memory.megabytes(), memory.heapMegabytes()));
        var delay = config.lifecycle().startupDelay();
        if (delay.afterStartNanos() > 0) {
            row("startup delay", Durations.show(delay.afterStartNanos()) + " without taking part in anything");
        }
        if (delay.afterBootNanos() > 0) {
            row("delay after boot", "no part in anything before " + Durations.show(delay.afterBootNanos()));
        }
        config.instances().forEach(instance -> {
            instance(instance);
            rows("when active", failures(instance, config));
            rows("to consider", Concerns.of(instance, config));
        });
        config.cloud().ifPresent(cloud -> cloud(cloud.provider(), config.instances()));
        config.trackers().haproxy().ifPresent(this::haproxy);
        config.trackers().scripts().forEach(this::script);
        config.trackers().processes().forEach(this::process);
        config.trackers().files().forEach(this::file);
        if (!config.notices().isEmpty()) {
            title("notices");
            config.notices().forEach(notice -> text.append("  ").append(notice).append('\n'));
        }
    }

    private void management(Management management) {
        row(
                "metrics, health",
                (management.tls().isPresent() ? "https://" : "http://") + IpAddress.text(management.listen())
                        + "/metrics, /health/ready");
        if (!management.peers().isEmpty()) {
            row(
                    "asks",
                    management.peers().stream().map(IpAddress::text).collect(Collectors.joining(", "))
                            + (management.tls().isPresent() ? "" : ", over plain HTTP"));
        }
        management.pin().ifPresent(pin -> row("pin", pin + ", which the others may have in place of a ca"));
    }

    private static String hmac(Authentication.Hmac hmac) {
        String sends = hmac.signs() ? "a trailer made with key " + hmac.activeKey() : "no trailer is sent";
        String accepts = hmac.mode() == Mode.ENFORCE ? "nothing else is accepted" : "none is insisted on";
        String replay = hmac.windowSeconds().isPresent()
                ? "clocks may differ by " + hmac.windowSeconds().getAsInt() + " s"
                : "only the order counts";
        return sends + "; " + accepts + "; " + replay;
    }

    private void instance(InstanceSettings instance) {
        VirtualRouterSettings router = instance.router();
        title("instance %s: VRID %d on %s, version %d, %s"
                .formatted(
                        instance.name(),
                        router.vrid(),
                        instance.interfaceName(),
                        router.version().number(),
                        router.family() == Family.IPV4 ? "IPv4" : "IPv6"));
        row("priority", priority(router));
        row(
                "advertisements",
                "every " + Durations.show(router.timing().advertisementIntervalNanos()) + ", " + transport(instance));
        switch (instance.exchange().authentication()) {
            case Authentication.None() -> {}
            case Authentication.Password _ -> row("authentication", "a password");
            case Authentication.Hmac hmac -> row("authentication", hmac(hmac));
        }
        row(
                "failover bound",
                milliseconds(router.activeDownIntervalNanos())
                        + " after the last advertisement of a vanished active router");
        row("release bound", releaseBound(router));
        var addresses = instance.moving().addresses();
        rows(
                "addresses",
                addresses.isEmpty()
                        ? List.of("none: only the role moves")
                        : addresses.stream().map(this::address).toList());
        if (!instance.moving().accept()) {
            row("accepts", "nothing: what is sent to the addresses does not reach this host's programs");
        }
        if (!addresses.isEmpty()) {
            row("announcements", announcements(instance.moving().announcements()));
        }
        rows("follows", followed(instance));
        if (!instance.tracking().lastResort().borne().isEmpty()) {
            row(
                    "last resort",
                    "while HAProxy's failure is all that is wrong and nobody else serves, it does with priority 1, "
                            + Durations.show(instance.tracking().lastResort().retryNanos()) + " at a time");
        }
        var tracking = instance.tracking();
        if (tracking.damped()
                && !(tracking.health().isEmpty() && tracking.interfaces().isEmpty())) {
            row("damping", "after three losses to the same tracker within a minute it preempts later");
        }
        instance.syncGroup()
                .ifPresent(group -> row(
                        "moves with", "the sync group " + group.name() + ": the fault of one member is that of all"));
        rows("tells", told(instance));
    }

    /** Seen from here alone: who takes over is not known, and so its skew time is not. */
    private static List<String> failures(InstanceSettings instance, GatewayConfig config) {
        var router = instance.router();
        var failures = new ArrayList<String>();
        failures.add("this node vanishes: another takes over within "
                + milliseconds(router.activeDownIntervalNanos(
                        PriorityRange.MIN, router.timing().advertisementIntervalNanos())));
        failures.add("the agent is killed or frozen: likewise, and the kernel takes the addresses away within "
                + new VirtualRouter(router).leaseSeconds() + " s");
        var all = new ArrayList<>(Failure.of(instance, config));
        all.addAll(Failure.ofFiles(instance, Failure::fault));
        for (var failure : all) {
            failures.add(failure.what() + ": noticed "
                    + (failure.detectionNanos() == 0 ? "at once" : "within " + milliseconds(failure.detectionNanos()))
                    + ", " + consequence(failure));
        }
        return failures;
    }

    private static String consequence(Failure failure) {
        if (failure.mute()) {
            return failure.silence() + ": another takes over as if this node vanished";
        }
        return failure.fault() ? "gives up the role" : "makes the priority " + failure.priority();
    }

    private static List<String> told(InstanceSettings instance) {
        return new TreeMap<>(instance.notifications().scripts())
                .entrySet().stream()
                        .map(script -> String.join(" ", script.getValue().command()) + when(script.getKey()))
                        .toList();
    }

    private static String when(Occasion occasion) {
        return switch (occasion) {
            case ANY -> " of every change of state";
            case STOP -> " when it ends";
            case DELETED -> " when a reload has removed it";
            case LOWER_HEARD -> " when it is active and hears a lower priority";
            case ACTIVE, BACKUP, FAULT -> " when it becomes " + occasion.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String priority(VirtualRouterSettings router) {
        if (router.owner()) {
            return "255: owner of the addresses";
        }
        String preempt = router.preemption().preempt() ? "replaces a lower one" : "leaves a lower one in place";
        String delay = router.preemption().delayNanos() > 0
                ? " after " + Durations.show(router.preemption().delayNanos())
                : "";
        return router.priority() + ", " + preempt + delay;
    }

    private static String transport(InstanceSettings instance) {
        return switch (instance.exchange().transport()) {
            case Transport.Multicast(var source, var group) ->
                "multicast" + from(source) + " to " + IpAddress.text(group);
            case Transport.Unicast(var source, var peers, int hopLimit) ->
                "unicast" + from(source) + " to "
                        + peers.stream().map(IpAddress::text).collect(Collectors.joining(", "))
                        + (hopLimit == Transport.Unicast.HOP_LIMIT ? "" : " with TTL " + hopLimit)
                        + (instance.exchange().checkSource() ? ", others are discarded" : "");
        };
    }

    private static String from(Optional<InetAddress> source) {
        return source.map(address -> " from " + IpAddress.text(address)).orElse("");
    }

    private static String releaseBound(VirtualRouterSettings router) {
        return router.has(Reaction.FAST_RELEASE)
                ? "0 ms after the active router gave up: no one else can take over"
                : milliseconds(router.version()
                                .skewTimeNanos(
                                        router.priority(), router.timing().advertisementIntervalNanos()))
                        + " after the active router gave up";
    }

    private String address(VirtualAddress address) {
        return address.written() + " on " + address.interfaceName()
                + address.label().map(label -> ", label " + label).orElse("")
                + (address.advertised() ? "" : ", not advertised");
    }

    private static String announcements(AnnouncementSettings announcements) {
        if (!announcements.by().frames()) {
            return "none: the cloud's API alone moves the addresses";
        }
        var parts = new ArrayList<String>();
        parts.add(announcements.takeover().repeat() + " at once");
        if (announcements.takeover().delayNanos() > 0) {
            parts.add(announcements.takeover().repeat() + " more after "
                    + Durations.show(announcements.takeover().delayNanos()));
        }
        if (announcements.refresh().everyNanos() > 0) {
            parts.add(announcements.refresh().repeat() + " every "
                    + Durations.show(announcements.refresh().everyNanos()));
        }
        return String.join(", ", parts) + "; ARP form: "
                + announcements.form().name().toLowerCase(Locale.ROOT);
    }

    private static List<String> followed(InstanceSettings instance) {
        var followed = new ArrayList<String>();
        followed.add("interface " + instance.interfaceName()
                + (instance.tracking().ownInterface()
                        ? ": failure gives up the role"
                        : ": failure does not give up the role"));
        instance.tracking().interfaces().stream()
                .filter(tracking -> !tracking.tracker().equals(instance.interfaceName()) || tracking.weight() != 0)
                .forEach(tracking -> followed.add("interface " + followed(tracking)));
        instance.tracking().health().forEach(tracking -> followed.add(followed(tracking)));
        return followed;
    }

    private static String followed(Tracking tracking) {
        int weight = tracking.weight();
        if (weight == 0) {
            return tracking.tracker() + ": " + (tracking.reverse() ? "success" : "failure") + " gives up the role";
        }
        int points = tracking.reverse() ? -weight : weight;
        String signed = (points > 0 ? "+" : "") + points;
        return tracking.tracker()
                + (tracking.tracker().startsWith(FileSettings.TRACKER_PREFIX)
                        ? ": its number, times " + signed + ", is added to the priority"
                        : ": " + (weight > 0 ? "success" : "failure") + " moves the priority by " + signed);
    }

    private void cloud(ProviderSettings provider, List<InstanceSettings> instances) {
        title("cloud");
        row("provider", provider.name() + ", " + provider.place());
        for (var by : AnnouncedBy.values()) {
            rows(
                    switch (by) {
                        case ARP -> "announced";
                        case API -> "asked for";
                        case BOTH -> "both";
                    },
                    instances.stream()
                            .filter(instance ->
                                    instance.moving().announcements().by() == by)
                            .flatMap(instance -> instance.moving().addresses().stream())
                            .map(VirtualAddress::written)
                            .toList());
        }
    }

    private void haproxy(HaproxySettings haproxy) {
        title("haproxy");
        row(
                "process",
                switch (haproxy.process()) {
                    case HaproxyProcess.Supervised(var binary, var configuration) ->
                        "started and watched: " + binary + " -f " + configuration;
                    case HaproxyProcess.Attached(var pidFile) ->
                        "watched, pid file " + pidFile.map(Path::toString).orElse("looked for in the usual places");
                });
        row("socket", haproxy.socket().map(Path::toString).orElse("looked for in the usual places"));
        haproxy.probe()
                .ifPresent(probe -> row(
                        "probe",
                        IpAddress.text(probe.address())
                                + probe.httpPath().map(path -> ", GET " + path).orElse(", connection only")));
        row("checks", checks(haproxy.intervalNanos(), haproxy.timeoutNanos(), haproxy.rise(), haproxy.fall()));
    }

    private void script(ScriptSettings script) {
        title("script " + script.name());
        row("command", String.join(" ", script.command()));
        row("checks", checks(script.intervalNanos(), script.timeoutNanos(), script.rise(), script.fall()));
        if (!script.user().isEmpty()) {
            row("user", script.user());
        }
    }

    private void process(ProcessSettings process) {
        title(process.tracker());
        row("command", String.join(" ", process.command()));
        row(
                "quorum",
                process.quorum()
                        + (process.quorumMax() == Integer.MAX_VALUE ? " or more" : " to " + process.quorumMax())
                        + "; failed after " + Durations.show(process.fallDelayNanos())
                        + ", healthy after " + Durations.show(process.riseDelayNanos()));
    }

    private void file(FileSettings file) {
        title(file.tracker());
        row("path", file.path().toString());
    }

    private static String checks(long intervalNanos, long timeoutNanos, int rise, int fall) {
        return "every %s, each at most %s; failed after %d, healthy after %d in a row"
                .formatted(Durations.show(intervalNanos), Durations.show(timeoutNanos), fall, rise);
    }

    private static String milliseconds(long nanos) {
        return Math.ceilDiv(nanos, MILLISECOND_NANOS) + " ms";
    }

    private void title(String title) {
        text.append(text.isEmpty() ? "" : "\n").append(title).append('\n');
    }

    private void rows(String label, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            row(i == 0 ? label : "", values.get(i));
        }
    }

    private void row(String label, String value) {
        text.append("  %-16s %s\n".formatted(label, value));
    }
}
