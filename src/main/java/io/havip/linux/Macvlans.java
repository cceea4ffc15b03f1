package io.havip.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.havip.wire.MacAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes and removes macvlans: interfaces with a MAC address of their own on top of another one, marked as ours. To remove
 * one takes the kernel some 20 ms, in which nobody else can change anything: not for the loop's thread. Takes
 * CAP_NET_ADMIN.
 */
public final class Macvlans extends NetlinkClient {
    /** The group of interfaces that marks them as made by us, and has them removed all at once: "VRRP". */
    static final int GROUP = 0x56_52_52_50;

    private static final String KIND = "macvlan";
    private static final int IFF_UP = 1;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_MACVLAN_MODE = 1;
    private static final int IFLA_IFALIAS = 20;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    private static final byte ADDR_GEN_MODE_NONE = 1;

    /**
     * In the mode that others call the usual one, private, a frame from another router with the same MAC address would be
     * heard here, and not on the interface beneath.
     */
    private static final int MODE_BRIDGE = 4;

    /** What an alias tells, e.g. {@code havip-gateway: below it was arp_ignore=0 arp_announce=0}. */
    private static final String NOTE = "havip-gateway: below it was";

    private record Found(int index, boolean macvlan) {}

    /**
     * Makes one that never sends of its own accord. It is not switched on yet.
     *
     * @param baseIndex of the interface beneath
     * @param settings of the new interface
     * @return its index
     * @throws ErrnoException e.g. with {@link Errno#EEXIST} when there is an interface of that name
     */
    public int add(String name, int baseIndex, MacAddress address, Map<Ipv4Setting, Integer> settings) {
        beginLink(EXCLUSIVE | CREATE, 0, 0);
        request.attribute(IFLA_IFNAME, NetlinkRequest.terminated(name));
        request.attribute(IFLA_LINK, baseIndex);
        request.attribute(IFLA_ADDRESS, address.toBytes());
        request.attribute(IFLA_GROUP, GROUP);
        request.attribute(IFLA_LINKINFO, () -> {
            request.attribute(IFLA_INFO_KIND, KIND.getBytes(US_ASCII));
            request.attribute(IFLA_INFO_DATA, () -> request.attribute(IFLA_MACVLAN_MODE, MODE_BRIDGE));
        });
        check("add " + name, change());
        int index = find(name).map(Found::index).orElseThrow();

        configure(index, settings);
        withoutIpv6Address(name, index);
        return index;
    }

    private void withoutIpv6Address(String name, int index) {
        beginLink(0, index, 0);
        request.attribute(
                IFLA_AF_SPEC,
                () -> request.attribute(
                        NetlinkRequest.AF_INET6,
                        () -> request.attribute(IFLA_INET6_ADDR_GEN_MODE, new byte[] {ADDR_GEN_MODE_NONE})));
        var answer = change();
        // What a kernel without IPv6 answers.
        if (answer.errno() != Errno.EAFNOSUPPORT) {
            check("set up " + name, answer);
        }
    }

    /** Writes into the alias of an interface of ours what the one beneath had before, so that a later run can give it back. */
    public void note(int index, Map<Ipv4Setting, Integer> before) {
        beginLink(0, index, 0);
        var words = before.entrySet().stream().map(each -> " " + each.getKey().sysctl() + "=" + each.getValue());
        request.attribute(IFLA_IFALIAS, NetlinkRequest.terminated(words.collect(Collectors.joining("", NOTE, ""))));
        check("note at interface " + index, change());
    }

    /** What has been noted so, by the index of the interface beneath. */
    public Map<Integer, Map<Ipv4Setting, Integer>> notes() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, Macvlans::noted).stream()
                .collect(Collectors.toMap(Noted::baseIndex, Noted::before, (first, _) -> first));
    }

    private record Noted(int baseIndex, Map<Ipv4Setting, Integer> before) {}

    private static Optional<Noted> noted(NetlinkMessage message) {
        var attributes = message.attributes(LINK_HEADER_SIZE);
        var alias = Optional.ofNullable(attributes.get(IFLA_IFALIAS)).map(NetlinkMessage::text);
        var base = attributes.get(IFLA_LINK);
        if (base == null
                || base.remaining() < Integer.BYTES
                || alias.filter(text -> text.startsWith(NOTE)).isEmpty()) {
            return Optional.empty();
        }
        var before = new EnumMap<Ipv4Setting, Integer>(Ipv4Setting.class);
        for (var setting : Ipv4Setting.values()) {
            var value = Pattern.compile(" " + setting.sysctl() + "=(\\d{1,9})(?: |$)")
                    .matcher(alias.get());
            if (value.find()) {
                before.put(setting, Integer.valueOf(value.group(1)));
            }
        }
        return Optional.of(new Noted(base.getInt(0), before));
    }

    /** Switches an interface on. */
    public void up(int index) {
        beginLink(0, index, IFF_UP);
        check("switch on interface " + index, change());
    }

    /** Changes an interface, also where {@code /proc/sys} may not be written. */
    public void configure(int index, Map<Ipv4Setting, Integer> settings) {
        configureIpv4(index, settings);
    }

    /**
     * Removes a macvlan, whoever made it; does nothing where there is no interface of that name.
     *
     * @throws ErrnoException with {@link Errno#EEXIST} when it is no macvlan
     */
    public void remove(String name) {
        find(name).ifPresent(found -> {
            if (!found.macvlan()) {
                throw new ErrnoException("remove " + name, Errno.EEXIST, "there is an interface of another kind");
            }
            request.begin(NetlinkMessage.DELETE_LINK, ACKNOWLEDGE);
            putLinkHeader(found.index(), 0);
            checkRemoved("remove " + name, change());
        });
    }

    /** Removes all that were made by us, in this run or an earlier one that was killed: hundreds as fast as one. */
    public void removeAll() {
        request.begin(NetlinkMessage.DELETE_LINK, ACKNOWLEDGE);
        putLinkHeader(0, 0);
        request.attribute(IFLA_GROUP, GROUP);
        checkRemoved("remove all", change());
    }

    private static void checkRemoved(String call, NetlinkMessage answer) {
        if (answer.errno() != Errno.ENODEV) {
            check(call, answer);
        }
    }

    private Optional<Found> find(String name) {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, message -> found(message, name)).stream()
                .findFirst();
    }

    private static Optional<Found> found(NetlinkMessage message, String name) {
        return message.link().filter(link -> link.name().equals(name)).map(link -> {
            boolean macvlan = Optional.ofNullable(
                            message.attributes(LINK_HEADER_SIZE).get(IFLA_LINKINFO))
                    .map(information ->
                            NetlinkMessage.attributes(information, 0).get(IFLA_INFO_KIND))
                    .map(NetlinkMessage::text)
                    .filter(KIND::equals)
                    .isPresent();
            return new Found(link.index(), macvlan);
        });
    }
}
