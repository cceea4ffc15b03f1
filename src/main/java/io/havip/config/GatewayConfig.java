package io.havip.config;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.ScriptSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the operator wants, validated: whatever produced this, a gateway can be started from it.
 *
 * @param routerName the name of this node, for people (keepalived's {@code router_id}; default: the host's name)
 * @param instances at least one; names unique; VRIDs unique per interface and family
 * @param interfaces what holds for interfaces, whichever instances are on them
 * @param scripts check scripts, by unique name
 * @param processes processes that have to run, by unique name
 * @param files files whose numbers count, by unique name
 * @param haproxy how HAProxy is tracked, under the tracker name {@value #HAPROXY_TRACKER}; empty: not at all
 * @param programs what is run at the start and the end, and told through FIFOs
 * @param startupDelay for how long no instance takes part
 * @param staticNetwork what the host has for as long as the gateway runs
 * @param notices what the operator should know although nothing is wrong, e.g. that a missing {@code track_script} was
 *     replaced by HAProxy tracking, each with file and line
 * @param places where the instances' settings are written
 */
public record GatewayConfig(
        String routerName,
        List<InstanceSettings> instances,
        InterfaceSettings interfaces,
        List<ScriptSettings> scripts,
        List<ProcessSettings> processes,
        List<FileSettings> files,
        Optional<HaproxySettings> haproxy,
        Programs programs,
        StartupDelay startupDelay,
        StaticNetworkSettings staticNetwork,
        Management management,
        List<String> notices,
        Places places) {

    /**
     * What is served over HTTP.
     *
     * @param listen where metrics and health are served
     * @param keepalivedMetrics whether metrics have the names of keepalived's exporters too
     */
    public record Management(InetSocketAddress listen, boolean keepalivedMetrics) {
        /** This host only, and the product's own names. */
        public static final Management DEFAULT =
                new Management(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165), false);
    }

    /** The name of the built-in HAProxy tracker in tracking lists and metrics. */
    public static final String HAPROXY_TRACKER = "haproxy";

    public GatewayConfig {
        instances = List.copyOf(instances);
        scripts = List.copyOf(scripts);
        processes = List.copyOf(processes);
        files = List.copyOf(files);
        notices = List.copyOf(notices);
    }
}
