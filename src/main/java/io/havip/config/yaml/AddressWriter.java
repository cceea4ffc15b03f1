package io.havip.config.yaml;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the addresses of an instance, and the virtual MACs that they are bound to. */
final class AddressWriter {
    private AddressWriter() {}

    static void write(InstanceSettings instance, Map<String, Object> keys) {
        sharedMac(instance).ifPresent(mac -> {
            var shared = virtualMac(mac);
            if (!mac.advertises()) {
                shared.put("advertise", false);
            }
            keys.put("virtual-mac", shared);
        });
        keys.put(
                "addresses",
                instance.moving().addresses().stream()
                        .map(address -> address(address, instance))
                        .toList());
    }

    /** The virtual MAC of all addresses on the instance's interface, as far as none is on that itself. */
    private static Optional<VirtualMac> sharedMac(InstanceSettings instance) {
        return instance.moving().virtualMacs().stream()
                .limit(1)
                .filter(mac -> mac.baseName().equals(instance.interfaceName()))
                .filter(_ -> instance.moving().addresses().stream()
                        .noneMatch(address -> address.interfaceName().equals(instance.interfaceName())))
                .findFirst();
    }

    private static Map<String, Object> virtualMac(VirtualMac mac) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("interface", mac.interfaceName());
        keys.put("address", mac.address().toString());
        return keys;
    }

    private static Object address(VirtualAddress address, InstanceSettings instance) {
        var mac = instance.moving().virtualMacs().stream()
                .filter(made -> made.interfaceName().equals(address.interfaceName()))
                .findFirst();
        return write(
                mac.map(VirtualMac::baseName).map(address::on).orElse(address),
                instance.interfaceName(),
                mac.filter(own -> !sharedMac(instance).equals(Optional.of(own))));
    }

    /** One that has no virtual MAC; its interface is left out where it is the standard one. */
    static Object write(VirtualAddress address, String standard) {
        return write(address, standard, Optional.empty());
    }

    private static Object write(VirtualAddress address, String standard, Optional<VirtualMac> ownMac) {
        String host = address.address().getHostAddress();
        String text = address.peer().isPresent() ? host : host + "/" + address.prefixLength();
        var keys = new LinkedHashMap<String, Object>();
        keys.put("address", text);
        address.peer().ifPresent(peer -> keys.put("peer", peer.getHostAddress() + "/" + address.prefixLength()));
        if (!address.interfaceName().equals(standard)) {
            keys.put("interface", address.interfaceName());
        }
        ownMac.ifPresent(own -> keys.put("virtual-mac", virtualMac(own)));
        address.label().ifPresent(label -> keys.put("label", label));
        if (address.scope() != 0) {
            keys.put("scope", address.scope());
        }
        if (!address.advertised()) {
            keys.put("advertised", false);
        }
        YamlWriter.putList(
                keys,
                "flags",
                address.flags().stream().sorted().map(YamlWriter::word).toList());
        return keys.size() == 1 ? text : keys;
    }
}
