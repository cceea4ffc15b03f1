package io.havip.config.yaml;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.vrrp.Authentication;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Writes how an instance's advertisements travel, and how its routers know each other. */
final class TransportWriter {
    private TransportWriter() {}

    static void write(InstanceSettings instance, Map<String, Object> keys) {
        switch (instance.exchange().transport()) {
            case Transport.Unicast unicast -> keys.put("unicast", unicast(unicast, instance));
            case Transport.Multicast multicast -> {
                if (!multicast.equals(Transport.Multicast.of(instance.router().family()))) {
                    keys.put("multicast", multicast(multicast));
                }
            }
        }
        switch (instance.exchange().authentication()) {
            case Authentication.None() -> {}
            case Authentication.Password(var password) -> keys.put("authentication", Map.of("password", password));
            case Authentication.Hmac hmac -> keys.put("authentication", Map.of("hmac", hmac(hmac)));
        }
    }

    private static Map<String, Object> unicast(Transport.Unicast unicast, InstanceSettings instance) {
        var keys = new LinkedHashMap<String, Object>();
        unicast.source().ifPresent(source -> keys.put("source", source.getHostAddress()));
        keys.put(
                "peers",
                unicast.peers().stream().map(InetAddress::getHostAddress).toList());
        if (unicast.hopLimit() != Transport.Unicast.HOP_LIMIT) {
            keys.put("hop-limit", unicast.hopLimit());
        }
        keys.put("check-source", instance.exchange().checkSource());
        keys.put("min-hop-limit", instance.exchange().hopLimits().min());
        keys.put("max-hop-limit", instance.exchange().hopLimits().max());
        return keys;
    }

    private static Map<String, Object> multicast(Transport.Multicast multicast) {
        var keys = new LinkedHashMap<String, Object>();
        multicast.source().ifPresent(source -> keys.put("source", source.getHostAddress()));
        keys.put("group", multicast.group().getHostAddress());
        return keys;
    }

    private static Map<String, Object> hmac(Authentication.Hmac hmac) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put(
                "keys",
                new TreeMap<>(hmac.keys())
                        .entrySet().stream()
                                .map(each -> Map.of(
                                        "id",
                                        each.getKey(),
                                        "key",
                                        "hex:" + each.getValue().hex()))
                                .toList());
        keys.put("active-key", hmac.activeKey());
        keys.put("anti-replay", hmac.windowSeconds().isPresent() ? "time" : "monotonic");
        hmac.windowSeconds().ifPresent(seconds -> keys.put("time-window", seconds + "s"));
        keys.put("mode", YamlWriter.word(hmac.mode()));
        return keys;
    }
}
