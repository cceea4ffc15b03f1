package io.havip.config.options;

import io.havip.config.text.Located;
import io.havip.gateway.settings.VirtualMac;
import io.havip.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** A MAC address that moves with the role: that of one address, or the one that the addresses of an instance share. */
public final class VirtualMacOptions {
    private VirtualMacOptions() {}

    public static final Option<String> INTERFACE = Option.of(
                    "interface",
                    Type.interfaceName(),
                    "The name of the interface that is made, 1 to 15 characters; a macvlan of that name is"
                            + " replaced.")
            .otherwise("`vrrp.VRID`; where that is taken, `vrrp6.VRID` with IPv6, or `vrrp1.VRID`");
    public static final Option<MacAddress> ADDRESS = Option.of("address", Type.macAddress(), "The MAC address.")
            .otherwise("`00:00:5e:00:01:VRID`, or `00:00:5e:00:02:VRID` with IPv6")
            .akin("vmac_prefix", "vmac_addr_prefix");
    public static final Option<Boolean> ADVERTISE = Option.of(
                    "advertise",
                    Type.flagUnless(),
                    "Whether advertisements leave with it too, or with the interface's own. Unicast ones always"
                            + " leave with that. Not of an address.")
            .standard(true)
            .akin("vmac_xmit_base");

    public static final Section OF_ADDRESS = Section.of("virtual-mac of an address", INTERFACE, ADDRESS);
    public static final Section SHARED = Section.of("virtual-mac", INTERFACE, ADDRESS, ADVERTISE);

    /** The interfaces with a virtual MAC that some of an instance's addresses are bound to, that of the instance first. */
    public static List<Located<VirtualMac>> settings(Settings instance) {
        var macs = new ArrayList<Located<VirtualMac>>();
        instance.find(InstanceOptions.VIRTUAL_MAC)
                .map(shared -> settings(
                        shared, instance.find(InstanceOptions.INTERFACE).orElse(""), shared.get(ADVERTISE)))
                .ifPresent(macs::add);
        for (var address : AddressOptions.advertisedFirst(instance)) {
            address.find(AddressOptions.VIRTUAL_MAC)
                    .map(own ->
                            settings(own, address.find(AddressOptions.INTERFACE).orElse(""), false))
                    .filter(own -> macs.stream().noneMatch(known -> sameInterface(known.value(), own.value())))
                    .ifPresent(macs::add);
        }
        return macs;
    }

    private static Located<VirtualMac> settings(Settings mac, String baseName, boolean advertises) {
        return new Located<>(new VirtualMac(mac.get(INTERFACE), baseName, mac.get(ADDRESS), advertises), mac.place());
    }

    private static boolean sameInterface(VirtualMac one, VirtualMac other) {
        return one.interfaceName().equals(other.interfaceName())
                && one.baseName().equals(other.baseName())
                && one.address().equals(other.address());
    }
}
