package io.havip.config;

import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.ScriptFile;
import io.havip.config.text.Suggestion;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualMac;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to hold between the parts of a configuration, whichever format it was written in. */
final class Checks {
    private final Composition parts;
    private final Dialect dialect;
    private final Problems problems;

    Checks(Composition parts, Dialect dialect, Problems problems) {
        this.parts = parts;
        this.dialect = dialect;
        this.problems = problems;
    }

    void run() {
        parts.instances().forEach(instance -> new InstanceChecks(instance, dialect, problems).run());
        new InterfaceChecks(parts, problems).run();
        new ManagementChecks(parts.root().get(GatewayOptions.MANAGEMENT), parts.instances(), problems).run();
        instanceNamesDiffer();
        groupsHaveNoOwner();
        groupsHaveSeveralMembers();
        groupsHaveMembers();
        cloudIsAsked();
        virtualRoutersDiffer();
        instancesHaveAPurpose();
        addressesDiffer();
        virtualMacsDiffer();
        scriptNamesDiffer();
        namesDiffer("process", parts.trackers().processes(), ProcessSettings::name);
        namesDiffer("file", parts.trackers().files(), FileSettings::name);
        trackersExist();
        trackersAreFollowed();
        parts.trackers()
                .scripts()
                .forEach(script ->
                        ScriptFile.check(script.map(check -> check.command().getFirst()), problems));
        Stream.concat(
                        parts.instances().stream().map(InstanceComposition::notifyScripts),
                        parts.groupScripts().values().stream())
                .flatMap(scripts -> scripts.values().stream())
                .forEach(script ->
                        ScriptFile.check(script.map(told -> told.command().getFirst()), problems));
    }

    private void instanceNamesDiffer() {
        differ(
                new HashMap<>(),
                parts.instances().stream().map(InstanceComposition::name),
                name -> "an instance named '" + name + "'",
                "give each instance a name of its own");
    }

    private void groupsHaveNoOwner() {
        for (InstanceComposition instance : parts.instances()) {
            if (instance.owner()) {
                instance.options()
                        .written(InstanceOptions.SYNC_GROUP)
                        .ifPresent(group -> problems.error(
                                group.place(),
                                "the owner of its addresses can't wait for the others of a sync group",
                                "give it a priority of 254 at most, or take it out of the group"));
            }
        }
    }

    /** The group that each instance is in. */
    private Stream<Located<String>> members() {
        return parts.instances().stream()
                .flatMap(instance -> instance.options().written(InstanceOptions.SYNC_GROUP).stream());
    }

    private void groupsHaveSeveralMembers() {
        members().collect(Collectors.groupingBy(Located::value)).forEach((name, places) -> {
            if (places.size() == 1) {
                problems.notice(
                        places.getFirst().place(), "the sync group '" + name + "' has no other instance: no effect");
            }
        });
    }

    private void groupsHaveMembers() {
        parts.groupScripts().forEach((name, scripts) -> {
            boolean empty = members().noneMatch(group -> group.value().equals(name));
            scripts.values().stream()
                    .filter(_ -> empty)
                    .limit(1)
                    .forEach(script -> problems.notice(
                            script.place(), "no instance moves with the sync group '" + name + "': never run"));
        });
    }

    private void cloudIsAsked() {
        var cloud = parts.root().written(GatewayOptions.CLOUD);
        for (InstanceComposition instance : parts.instances()) {
            instance.options()
                    .get(InstanceOptions.ANNOUNCE)
                    .written(AnnounceOptions.BY)
                    .filter(by -> by.value().calls() && cloud.isEmpty())
                    .ifPresent(by -> problems.error(
                            by.place(), "there is no cloud to call", "describe it in a section cloud, or write arp"));
        }
        boolean asked = parts.instances().stream()
                .anyMatch(instance -> instance.options()
                        .get(InstanceOptions.ANNOUNCE)
                        .get(AnnounceOptions.BY)
                        .calls());
        cloud.filter(_ -> asked)
                .ifPresent(section -> new CloudChecks(section.value(), parts.instances(), problems).run());
        cloud.filter(_ -> !asked)
                .ifPresent(section -> problems.notice(
                        section.place(), "every instance announces by arp alone, so the cloud is not called"));
    }

    private void virtualRoutersDiffer() {
        record Key(String interfaceName, int vrid, Family family) {}
        var routers = parts.instances().stream()
                .flatMap(instance -> instance.options().find(InstanceOptions.INTERFACE).stream()
                        .flatMap(on -> instance.options().written(VirtualRouterOptions.VRID).stream()
                                .map(vrid -> vrid.with(new Key(on, vrid.value(), instance.family())))));
        differ(
                new HashMap<>(),
                routers,
                key -> "VRID " + key.vrid + " on " + key.interfaceName,
                "give each virtual router on an interface a VRID of its own");
    }

    private void instancesHaveAPurpose() {
        for (InstanceComposition instance : parts.instances()) {
            var said = instance.options();
            boolean moves = Stream.of(InstanceOptions.ADDRESSES, InstanceOptions.ROUTES, InstanceOptions.RULES)
                    .anyMatch(said::has);
            boolean told = said.has(InstanceOptions.SYNC_GROUP)
                    || !instance.notifyScripts().isEmpty()
                    || !parts.programs().fifos().isEmpty();
            if (!moves && !told) {
                problems.notice(
                        instance.name().place(),
                        "no address moves with this instance, and no program is told of its role: it has no effect");
            }
        }
    }

    private void virtualMacsDiffer() {
        Map<String, Place> interfaces = new HashMap<>();
        for (InstanceComposition instance : parts.instances()) {
            instance.options()
                    .written(InstanceOptions.INTERFACE)
                    .ifPresent(name -> interfaces.putIfAbsent(name.value(), name.place()));
        }
        differ(
                interfaces,
                parts.instances().stream()
                        .flatMap(instance -> instance.virtualMacs().stream())
                        .map(mac -> mac.map(VirtualMac::interfaceName)),
                name -> "an interface named '" + name + "'",
                "give the virtual MAC an interface of its own");
    }

    private void addressesDiffer() {
        record Key(InetAddress address, String interfaceName) {}
        differ(
                new HashMap<>(),
                parts.instances().stream()
                        .flatMap(instance -> instance.addresses().stream())
                        .map(located -> located.map(address -> new Key(address.address(), address.interfaceName()))),
                key -> "the address " + IpAddress.text(key.address),
                "list each address once");
    }

    private void scriptNamesDiffer() {
        for (Located<ScriptSettings> script : parts.trackers().scripts()) {
            String name = script.value().name();
            if (name.equals(HaproxySettings.TRACKER)
                    && parts.trackers().haproxy().isPresent()) {
                problems.error(
                        script.place(),
                        "'" + name + "' is the name of the built-in HAProxy tracker",
                        "give the script another name");
            }
        }
        namesDiffer("script", parts.trackers().scripts(), ScriptSettings::name);
    }

    private <T> void namesDiffer(String kind, List<Located<T>> described, Function<T, String> name) {
        differ(
                new HashMap<>(),
                described.stream().map(each -> each.map(name)),
                own -> "a " + kind + " named '" + own + "'",
                "give each " + kind + " a name of its own");
    }

    /**
     * @param seen where others are already
     * @param shown a key, in the message
     */
    private <K> void differ(Map<K, Place> seen, Stream<Located<K>> keys, Function<K, String> shown, String mend) {
        keys.forEach(key -> {
            Place first = seen.putIfAbsent(key.value(), key.place());
            if (first != null) {
                problems.error(
                        key.place(),
                        shown.apply(key.value()) + " is already in " + first.lineSeenFrom(key.place()),
                        mend);
            }
        });
    }

    private void trackersExist() {
        Set<String> described = Stream.of(
                        parts.trackers().scripts().stream()
                                .map(script -> script.value().name()),
                        parts.trackers().processes().stream()
                                .map(process -> process.value().tracker()),
                        parts.trackers().files().stream()
                                .map(file -> file.value().tracker()),
                        parts.staticNetwork().groups().stream().map(TrackGroup::tracker))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
        // In a keepalived.conf they do, if only with errors of their own: others have been reported, or replaced.
        boolean checked = dialect == Dialect.YAML;
        for (InstanceComposition instance : parts.instances()) {
            for (var tracking : instance.health()) {
                if (checked && !described.contains(tracking.value().tracker())) {
                    missing(tracking, described);
                }
            }
            if (parts.trackers().haproxy().isEmpty()) {
                instance.haproxy()
                        .ifPresent(tracking -> problems.error(
                                tracking.place(),
                                "there is no haproxy section",
                                "add the section haproxy: {} to the file"));
            }
        }
    }

    private void missing(Located<Tracking> tracking, Set<String> described) {
        String tracker = tracking.value().tracker();
        String prefix = Stream.of(
                        ProcessSettings.TRACKER_PREFIX, FileSettings.TRACKER_PREFIX, TrackGroup.TRACKER_PREFIX)
                .filter(tracker::startsWith)
                .findFirst()
                .orElse("");
        String kind = switch (prefix) {
            case "" -> "script";
            case TrackGroup.TRACKER_PREFIX -> "group of static";
            default -> prefix.strip();
        };
        String name = tracker.substring(prefix.length());
        List<String> names = described.stream()
                .filter(other -> other.startsWith(prefix))
                .map(other -> other.substring(prefix.length()))
                .toList();
        problems.error(tracking.place(), "no " + kind + " is named '" + name + "'", Suggestion.mend(name, names));
    }

    private void trackersAreFollowed() {
        for (Located<ScriptSettings> script : parts.trackers().scripts()) {
            noticeUnfollowed(script, script.value().name(), "run");
        }
        for (Located<ProcessSettings> process : parts.trackers().processes()) {
            noticeUnfollowed(process, process.value().tracker(), "looked for");
        }
        for (Located<FileSettings> file : parts.trackers().files()) {
            noticeUnfollowed(file, file.value().tracker(), "read");
        }
    }

    private void noticeUnfollowed(Located<?> described, String tracker, String use) {
        if (!parts.followed(tracker)) {
            problems.notice(described.place(), "no instance tracks '" + tracker + "', so it is not " + use);
        }
    }
}
