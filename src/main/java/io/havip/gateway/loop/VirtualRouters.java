package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.instance.Commons;
import io.havip.gateway.instance.InterfaceSocket;
import io.havip.gateway.instance.SyncGroup;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.wire.HmacTrailer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the virtual routers of a configuration, and finds what another one changes. Not for the loop's thread: making them
 * registers hundreds of meters. What it hands to the loop is the loop's from then on.
 */
public final class VirtualRouters {
    private final Host host;
    private final Commons commons;
    private final Meters meters;

    private Map<Identity, Present> present = Map.of();
    private Map<SocketKey, InterfaceSocket> sockets = Map.of();

    /** What makes a virtual router the same one with other settings: the labels of its metrics. */
    private record Identity(String name, String interfaceName, int vrid, Family family) {
        static Identity of(InstanceSettings settings) {
            return new Identity(
                    settings.name(),
                    settings.interfaceName(),
                    settings.router().vrid(),
                    settings.router().family());
        }
    }

    private record Present(VrrpInstance instance, InstanceSettings settings) {}

    private record SocketKey(String interfaceName, Family family) {
        static SocketKey of(InstanceSettings settings) {
            return new SocketKey(settings.interfaceName(), settings.router().family());
        }
    }

    /** @param commons the loop's */
    VirtualRouters(Host host, Commons commons, Meters meters) {
        this.host = host;
        this.commons = commons;
        this.meters = meters;
    }

    /**
     * What these settings change. They count as being in force when this returns: it has to be carried out. Not for the
     * loop's thread.
     *
     * @param carriedOut see {@link Reconfiguration}
     */
    public Reconfiguration change(
            List<InstanceSettings> settings, InterfaceSettings interfaceSettings, Runnable carriedOut) {
        var next = new LinkedHashMap<Identity, Present>();
        var nextSockets = new LinkedHashMap<SocketKey, InterfaceSocket>();
        var added = new ArrayList<VrrpInstance>();
        var changed = new LinkedHashMap<VrrpInstance, InstanceSettings>();
        for (var wanted : settings) {
            if (wanted.exchange().authentication() instanceof Hmac hmac) {
                HmacTrailer.rehearse(hmac.signingKey());
            }
            var identity = Identity.of(wanted);
            var socket = nextSockets.computeIfAbsent(SocketKey.of(wanted), this::socket);
            var former = present.get(identity);
            if (former == null) {
                var instance = make(wanted, socket);
                added.add(instance);
                next.put(identity, new Present(instance, wanted));
                continue;
            }
            if (!former.settings().equals(wanted)) {
                former.instance().meters().identify(identity(wanted));
                changed.put(former.instance(), wanted);
            }
            next.put(identity, new Present(former.instance(), wanted));
        }
        var inForce = new LinkedHashMap<VrrpInstance, InstanceSettings>();
        next.values().forEach(each -> inForce.put(each.instance(), each.settings()));
        var removed = present.entrySet().stream()
                .filter(former -> !next.containsKey(former.getKey()))
                .map(former -> former.getValue().instance())
                .toList();
        present = next;
        sockets.keySet().stream()
                .filter(former -> !nextSockets.containsKey(former))
                .forEach(former -> meters.strayEnded(former.interfaceName(), former.family()));
        sockets = nextSockets;
        return new Reconfiguration(
                next.values().stream().map(Present::instance).toList(),
                List.copyOf(nextSockets.values()),
                interfaceSettings.delays(),
                SyncGroup.of(inForce),
                added,
                changed,
                removed,
                carriedOut);
    }

    private InterfaceSocket socket(SocketKey key) {
        var known = sockets.get(key);
        return known != null
                ? known
                : new InterfaceSocket(
                        host, key.interfaceName(), key.family(), meters.stray(key.interfaceName(), key.family()));
    }

    private VrrpInstance make(InstanceSettings settings, InterfaceSocket socket) {
        return new VrrpInstance(
                settings, host, commons, socket, status -> meters.virtualRouter(identity(settings), status));
    }

    private static InstanceStatus.Identity identity(InstanceSettings settings) {
        return new InstanceStatus.Identity(
                settings.name(),
                settings.router().vrid(),
                settings.interfaceName(),
                settings.router().family(),
                settings.router().priority(),
                settings.moving().announcements().takeover().delayNanos(),
                settings.exchange().transport().destinations(),
                settings.moving().addresses().stream()
                        .map(address -> new InstanceStatus.Address(
                                address.address(),
                                address.prefixLength(),
                                address.interfaceName(),
                                address.advertised()))
                        .toList());
    }
}
