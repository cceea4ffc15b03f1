package io.havip.config;

import io.havip.cloud.CloudSettings;
import io.havip.config.options.ManagementOptions.Management;
import io.havip.config.options.Settings;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.StartupDelay;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.observe.journal.JournalSettings;
import io.havip.programs.ProgramSettings;
import io.havip.programs.ScriptSettings;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the operator wants, validated: whatever produced this, a gateway can be started from it.
 *
 * @param routerName the name of this node, for people (keepalived's {@code router_id})
 * @param instances at least one; names unique; VRIDs unique per interface and family
 * @param interfaces what holds for interfaces, whichever instances are on them
 * @param trackers what instances follow, as far as any does
 * @param lifecycle what is run at the start and the end, and told through FIFOs
 * @param staticNetwork what the host has for as long as the gateway runs
 * @param cloud the one whose API says who holds an address, if this node is in one
 * @param management what is served over HTTP
 * @param journal where what happens is kept
 * @param origin what it was read from
 */
public record GatewayConfig(
        String routerName,
        List<InstanceSettings> instances,
        InterfaceSettings interfaces,
        Trackers trackers,
        Lifecycle lifecycle,
        StaticNetworkSettings staticNetwork,
        Optional<CloudSettings> cloud,
        Management management,
        JournalSettings journal,
        Origin origin) {

    /**
     * What instances follow.
     *
     * @param scripts check scripts, by unique name
     * @param processes processes that have to run, by unique name
     * @param files files whose numbers count, by unique name
     * @param haproxy how HAProxy is tracked, under the tracker name {@value HaproxySettings#TRACKER}; empty: not at all
     */
    public record Trackers(
            List<ScriptSettings> scripts,
            List<ProcessSettings> processes,
            List<FileSettings> files,
            Optional<HaproxySettings> haproxy) {
        public Trackers {
            scripts = List.copyOf(scripts);
            processes = List.copyOf(processes);
            files = List.copyOf(files);
        }
    }

    /**
     * The start and the end.
     *
     * @param programs what is run then, and FIFOs
     * @param startupDelay for how long no instance takes part
     */
    public record Lifecycle(ProgramSettings programs, StartupDelay startupDelay) {}

    /**
     * What was read.
     *
     * @param settings all options, as they are written
     * @param places where the instances' settings are written
     * @param notices what the operator should know although nothing is wrong, e.g. that a missing {@code track_script} was
     *     replaced by HAProxy tracking, each with file and line
     */
    public record Origin(Settings settings, Places places, List<String> notices) {
        public Origin {
            notices = List.copyOf(notices);
        }
    }

    public GatewayConfig {
        instances = List.copyOf(instances);
    }

    /** Of all options but passwords and keys: the same for the same. */
    public String hash() {
        return origin.settings().hash();
    }

    /** What the operator should know. */
    public List<String> notices() {
        return origin.notices();
    }
}
