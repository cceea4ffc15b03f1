package io.havip.config.options;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.GroupOrWord;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Scalars;
import io.havip.linux.AddressFlag;
import io.havip.linux.Network;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of one address, and of virtual MACs. */
public final class AddressOptions {
    private AddressOptions() {}

    /** The virtual MAC of one address. */
    public static final class OwnMac {
        private OwnMac() {}

        public static final Option<String> INTERFACE = Option.of(
                        "interface",
                        Type.interfaceName(),
                        "The name of the interface that is made, 1 to 15 characters; a macvlan of that name is"
                                + " replaced.")
                .otherwise("`vrrp.VRID`, or `vrrp6.VRID` with IPv6");
        public static final Option<MacAddress> ADDRESS = Option.of("address", Type.macAddress(), "The MAC address.")
                .otherwise("`00:00:5e:00:01:VRID`, or `00:00:5e:00:02:VRID` with IPv6");

        public static final Section SECTION = Section.of("virtual-mac of an address", INTERFACE, ADDRESS);
    }

    /** The virtual MAC that the addresses of an instance share. */
    public static final class SharedMac {
        private SharedMac() {}

        public static final Option<Boolean> ADVERTISE = Option.of(
                        "advertise",
                        Type.flag(),
                        "Whether advertisements leave with it too, or with the interface's own. Unicast ones always"
                                + " leave with that. Not of an address.")
                .standard(true);

        public static final Section SECTION = Section.of("virtual-mac", OwnMac.INTERFACE, OwnMac.ADDRESS, ADVERTISE);
    }

    public static final Option<Network> ADDRESS = Option.required(
            "address", Type.network(), "`ADDRESS` or `ADDRESS/PREFIX`.", "give the address: address: 192.0.2.1/24");
    public static final Option<String> INTERFACE = Option.of(
                    "interface", Type.interfaceName(), "The interface that it is bound to.")
            .otherwise("the instance's", address -> address.parent().find(InstanceOptions.INTERFACE))
            .keepalived("dev");
    public static final Option<String> LABEL = Option.of(
                    "label", Type.text(Scalars::label), "IPv4 only, 1 to 15 characters, e.g. `eth0:vip`.")
            .otherwise("none")
            .keepalived("label");
    public static final Option<Integer> SCOPE = Option.of(
                    "scope",
                    new Type.Word<>(
                            Scalars::scope,
                            scope -> scope == 0 ? "global" : scope,
                            Map.of("type", List.of("string", "integer")),
                            "`global`, `site`, `link`, `host`, `nowhere`, 0 to 255"),
                    "The kernel's routing scope.")
            .standard(0)
            .keepalived("scope");
    public static final Option<Boolean> ADVERTISED = Option.of(
                    "advertised",
                    Type.flag(),
                    "Whether it is listed in advertisements, or only bound and announced (keepalived's"
                            + " `virtual_ipaddress_excluded`).")
            .standard(true);
    public static final Option<Network> PEER = Option.of(
                    "peer",
                    Type.network(),
                    "`ADDRESS[/PREFIX]`: the address at the other end of a point-to-point link; its prefix length"
                            + " (default 32 or 128) counts in place of the address's.")
            .otherwise("none")
            .keepalived("peer");
    public static final Option<List<Located<AddressFlag>>> FLAGS = Option.of(
                    "flags",
                    new Items<>(Type.choice(flags())),
                    "What else the kernel does: `noprefixroute` adds no route to the prefix; `home`, `mngtmpaddr`"
                            + " (IPv6) and `autojoin` as in `ip address`.")
            .otherwise("none");
    public static final Option<Settings> VIRTUAL_MAC = Option.of(
                    "virtual-mac",
                    new Group(OwnMac.SECTION),
                    "A [virtual MAC](#virtual-mac) of its own, on the interface that it is on.")
            .otherwise("the instance's, if the address is on the instance's interface")
            .akin("use_vmac");

    public static final Section SECTION =
            Section.of("addresses", ADDRESS, INTERFACE, LABEL, SCOPE, ADVERTISED, PEER, FLAGS, VIRTUAL_MAC);

    /** An address alone, or with more that is said of it. */
    public static final Type<Settings> TYPE = new GroupOrWord<>(SECTION, ADDRESS);

    private static LinkedHashMap<String, AddressFlag> flags() {
        var words = new LinkedHashMap<String, AddressFlag>();
        Arrays.stream(AddressFlag.values()).forEach(flag -> words.put(Type.word(flag), flag));
        return words;
    }

    /** The address itself, if one is written. */
    public static Optional<InetAddress> address(Settings address) {
        return address.find(ADDRESS).map(Network::address);
    }
}
