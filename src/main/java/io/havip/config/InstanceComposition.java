package io.havip.config;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualMacOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an instance's options amount to, each part at its place, before it is known whether they fit together.
 *
 * @param addresses the advertised first
 */
record InstanceComposition(
        Settings options,
        List<Located<VirtualAddress>> addresses,
        Optional<Located<String>> password,
        Optional<Located<Hmac>> hmac) {

    static InstanceComposition of(Settings options, Problems problems) {
        var authentication = options.find(InstanceOptions.AUTHENTICATION);
        return new InstanceComposition(
                options,
                AddressOptions.ofInstance(options, problems),
                authentication.flatMap(secrets -> AuthenticationOptions.password(secrets, problems)),
                authentication.flatMap(secrets -> AuthenticationOptions.hmac(secrets, problems)));
    }

    /** Always written: what has no name is not composed. */
    Located<String> name() {
        return options.located(InstanceOptions.NAME);
    }

    boolean owner() {
        return VirtualRouterOptions.owner(options);
    }

    Family family() {
        return InstanceOptions.family(options);
    }

    List<Located<VirtualAddress>> advertised() {
        return addresses.stream()
                .filter(address -> address.value().advertised())
                .toList();
    }

    List<Located<VirtualMac>> virtualMacs() {
        return VirtualMacOptions.settings(options);
    }

    Optional<Located<InetAddress>> source() {
        return options.find(InstanceOptions.UNICAST)
                .flatMap(unicast -> unicast.written(UnicastOptions.SOURCE))
                .or(() -> options.find(InstanceOptions.MULTICAST)
                        .flatMap(multicast -> multicast.written(MulticastOptions.SOURCE)));
    }

    /** The multicast group, if one is written. */
    Optional<Located<InetAddress>> group() {
        return options.find(InstanceOptions.MULTICAST).flatMap(multicast -> multicast.written(MulticastOptions.GROUP));
    }

    /** None with multicast. */
    List<Located<InetAddress>> peers() {
        return options.find(InstanceOptions.UNICAST)
                .flatMap(unicast -> unicast.find(UnicastOptions.PEERS))
                .orElse(List.of());
    }

    List<Located<Tracking>> interfaces() {
        return TrackOptions.interfaces(options.get(InstanceOptions.TRACK));
    }

    Optional<Located<Tracking>> haproxy() {
        return TrackOptions.haproxy(options.get(InstanceOptions.TRACK));
    }

    List<Located<Tracking>> health() {
        return TrackOptions.health(options.get(InstanceOptions.TRACK));
    }

    Map<Occasion, Located<NotifyScript>> notifyScripts() {
        return InstanceOptions.notifyScripts(options);
    }

    /**
     * All of it, which fits together.
     *
     * @param groupScripts who is told of each sync group's state changes
     */
    InstanceSettings settings(Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts) {
        var authentication = hmac.<Authentication>map(Located::value)
                .or(() -> password.map(text -> new Authentication.Password(text.value())))
                .orElseGet(Authentication.None::new);
        var ofGroup = options.find(InstanceOptions.SYNC_GROUP)
                .map(group -> groupScripts.getOrDefault(group, Map.of()))
                .orElse(Map.of());
        return InstanceOptions.settings(options, Located.values(addresses), authentication, Notify.values(ofGroup));
    }
}
