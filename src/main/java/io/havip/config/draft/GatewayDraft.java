package io.havip.config.draft;

import io.havip.config.GatewayConfig.Management;
import io.havip.config.Programs;
import io.havip.config.StartupDelay;
import io.havip.config.text.Located;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration as it is written.
 *
 * @param routerName empty for the host's name
 * @param interfaceDelays each at the place of the interface's name
 * @param groupScripts the scripts that are told of a sync group's state changes, by its name
 * @param scripts each at the place of its command
 */
public record GatewayDraft(
        Dialect dialect,
        Optional<String> routerName,
        List<InstanceDraft> instances,
        List<Located<InterfaceDelays>> interfaceDelays,
        List<AnnouncementGroupDraft> announcementGroups,
        Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts,
        List<Located<ScriptSettings>> scripts,
        List<Located<ProcessSettings>> processes,
        List<Located<FileSettings>> files,
        Optional<HaproxySettings> haproxy,
        Programs programs,
        StartupDelay startupDelay,
        StaticNetworkSettings staticNetwork,
        Management management) {

    public GatewayDraft {
        instances = List.copyOf(instances);
        interfaceDelays = List.copyOf(interfaceDelays);
        announcementGroups = List.copyOf(announcementGroups);
        groupScripts = Map.copyOf(groupScripts);
        scripts = List.copyOf(scripts);
        processes = List.copyOf(processes);
        files = List.copyOf(files);
    }
}
