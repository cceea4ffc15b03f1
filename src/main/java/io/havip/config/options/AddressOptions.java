package io.havip.config.options;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.GroupOrWord;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressFlag;
import io.havip.linux.Network;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is said of one address. */
public final class AddressOptions {
    private AddressOptions() {}

    public static final Option<Network> ADDRESS = Option.required(
            "address", Type.network(), "`ADDRESS` or `ADDRESS/PREFIX`.", "give the address: address: 192.0.2.1/24");
    public static final Option<String> INTERFACE = Option.of(
                    "interface", Type.interfaceName(), "The interface that it is bound to.")
            .otherwise("the instance's", address -> address.parent().find(InstanceOptions.INTERFACE))
            .keepalived("dev");
    public static final Option<String> LABEL = Option.of(
                    "label", Type.text(Scalars::label), "IPv4 only, 1 to 15 characters, e.g. `eth0:vip`.")
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
            .keepalived("peer");
    public static final Option<List<Located<AddressFlag>>> FLAGS = Option.of(
                    "flags",
                    new Items<>(Type.choice(AddressFlag.class)),
                    "What else the kernel does: `noprefixroute` adds no route to the prefix; `home`, `mngtmpaddr`"
                            + " (IPv6) and `autojoin` as in `ip address`.")
            .akin("noprefixroute", "home", "mngtmpaddr", "autojoin");
    public static final Option<Settings> VIRTUAL_MAC = Option.of(
                    "virtual-mac",
                    new Group(VirtualMacOptions.OF_ADDRESS),
                    "A [virtual MAC](#virtual-mac) of its own, on the interface that it is on.")
            .otherwise("the instance's, if the address is on the instance's interface and of its family")
            .akin("use_vmac", "use_vmac_addr");

    public static final Section SECTION =
            Section.of("addresses", ADDRESS, INTERFACE, LABEL, SCOPE, ADVERTISED, PEER, FLAGS, VIRTUAL_MAC);

    /** An address alone, or with more that is said of it. */
    public static final Type<Settings> TYPE = new GroupOrWord<>(SECTION, ADDRESS);

    /** The address itself, if one is written. */
    public static Optional<InetAddress> address(Settings address) {
        return address.find(ADDRESS).map(Network::address);
    }

    /** An instance's. */
    public static List<Settings> advertisedFirst(Settings instance) {
        return instance.items(InstanceOptions.ADDRESSES).stream()
                .sorted(Comparator.comparing(address -> !address.get(ADVERTISED)))
                .toList();
    }

    /** An instance's, the advertised first, each on the interface that is made for its virtual MAC, if it has one. */
    public static List<Located<VirtualAddress>> ofInstance(Settings instance, Problems problems) {
        var shared = instance.find(InstanceOptions.VIRTUAL_MAC).map(mac -> mac.get(VirtualMacOptions.INTERFACE));
        return advertisedFirst(instance).stream()
                .flatMap(options -> settings(options, problems)
                        .map(located -> located.map(address -> options.find(VIRTUAL_MAC)
                                .map(own -> own.get(VirtualMacOptions.INTERFACE))
                                .or(() -> shared.filter(_ -> shares(instance, address)))
                                .map(address::on)
                                .orElse(address)))
                        .stream())
                .toList();
    }

    /** As in keepalived: an IPv6 address has no MAC of IPv4. */
    private static boolean shares(Settings instance, VirtualAddress address) {
        return address.interfaceName()
                        .equals(instance.find(InstanceOptions.INTERFACE).orElse(""))
                && Family.of(address.address()) == InstanceOptions.family(instance);
    }

    /**
     * An address on the interface that it is said to be on, whose name is empty where it is not written. With a peer the prefix
     * length of that counts, as in keepalived.
     */
    public static Optional<Located<VirtualAddress>> settings(Settings address, Problems problems) {
        var peer = address.written(PEER);
        return address.written(ADDRESS)
                .filter(near -> peer.stream().allMatch(far -> fits(far, near, problems)))
                .filter(near -> joins(address.find(FLAGS).orElse(List.of()), near, problems))
                .map(located -> located.map(near -> new VirtualAddress(
                        near.address(),
                        peer.map(Located::value).orElse(near).prefixLength(),
                        peer.map(far -> far.value().address()),
                        address.find(INTERFACE).orElse(""),
                        address.find(LABEL),
                        address.get(SCOPE),
                        address.get(ADVERTISED),
                        Set.copyOf(address.items(FLAGS)))));
    }

    private static boolean joins(List<Located<AddressFlag>> flags, Located<Network> address, Problems problems) {
        var joining = flags.stream()
                .filter(flag -> flag.value() == AddressFlag.AUTOJOIN)
                .findFirst();
        if (joining.isEmpty() || address.value().address().isMulticastAddress()) {
            return true;
        }
        new Scalars(problems)
                .refuse(
                        joining.get().map(_ -> "autojoin"),
                        "is of multicast addresses alone: the kernel would refuse the address",
                        "leave it out");
        return false;
    }

    private static boolean fits(Located<Network> far, Located<Network> near, Problems problems) {
        var own = near.value().address();
        var shown = far.map(network -> IpAddress.text(network.address()));
        if (Family.of(own) != Family.of(far.value().address())) {
            new Scalars(problems).refuse(shown, "is of another family than the address", "give a peer of its family");
            return false;
        }
        if (own.equals(far.value().address())) {
            new Scalars(problems)
                    .refuse(shown, "is the address itself", "give the address at the other end of the link");
            return false;
        }
        if (near.value().prefixLength() < 8 * own.getAddress().length) {
            problems.notice(
                    near.place(),
                    "its prefix length does not count beside a peer's, as in keepalived; give it with the peer");
        }
        return true;
    }
}
