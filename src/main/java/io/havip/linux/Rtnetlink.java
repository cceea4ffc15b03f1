package io.havip.linux;

import io.havip.linux.Route.NextHop;
import io.havip.vrrp.Family;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Reads links and addresses; changes addresses, routes and rules: {@code rtnetlink(7)}. The kernel carries a request
 * out, and answers, within the call that sends it: microseconds, unless another process holds the kernel's configuration lock. Changes take
 * CAP_NET_ADMIN.
 */
public final class Rtnetlink extends NetlinkClient {
    private static final int REPLACE = 0x100;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_F_NODAD = 0x2;
    private static final int DEPRECATED = 0;
    private static final int ADDRESS_HEADER_SIZE = 8;
    private static final int ROUTE_HEADER_SIZE = 12;
    /** IP6_RT_PRIO_USER: where none is given. */
    private static final int IPV6_METRIC = 1024;

    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_FLOW = 11;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int RTA_PREF = 20;
    private static final int RTAX_LOCK = 1;
    private static final int RTNH_F_ONLINK = 4;

    private static final int FIB_RULE_INVERT = 2;
    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_L3MDEV = 19;
    private static final int FRA_PROTOCOL = 21;

    public List<Link> links() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, NetlinkMessage::link);
    }

    public List<InterfaceAddress> addresses() {
        return dump(NetlinkMessage.GET_ADDRESS, ADDRESS_HEADER_SIZE, NetlinkMessage::address);
    }

    /**
     * Binds an address, or starts the lifetime of a bound one again. IPv6 ones are usable at once (no duplicate address
     * detection) and deprecated from the start, so that the host does not choose them as a source, as keepalived does.
     *
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} when the interface has gone
     */
    public void replaceAddress(AddressLease lease) {
        boolean ipv4 = lease.address() instanceof Inet4Address;
        begin(NetlinkMessage.NEW_ADDRESS, ACKNOWLEDGE | CREATE | REPLACE);
        putAddress(
                lease.interfaceIndex(),
                lease.address(),
                lease.prefixLength(),
                lease.peer(),
                ipv4 ? 0 : IFA_F_NODAD,
                lease.scope());
        lease.label().ifPresent(label -> putAttribute(NetlinkMessage.IFA_LABEL, terminated(label)));
        if (!lease.flags().isEmpty()) {
            // In place of those in the header, which has room for eight.
            int flags = lease.flags().stream().mapToInt(AddressFlag::mask).sum() + (ipv4 ? 0 : IFA_F_NODAD);
            var word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
            putAttribute(NetlinkMessage.IFA_FLAGS, word.putInt(flags).array());
        }
        // struct ifa_cacheinfo: preferred and valid lifetime, created, changed
        int valid = (int) lease.validSeconds();
        var lifetime = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        boolean preferred = ipv4 || lease.validSeconds() == InterfaceAddress.FOREVER;
        lifetime.putInt(preferred ? valid : DEPRECATED).putInt(valid);
        putAttribute(NetlinkMessage.IFA_CACHEINFO, lifetime.array());
        check("bind " + text(lease.address(), lease.prefixLength()), exchange(_ -> {}));
    }

    /** Removes an address; answers false when it is not there, or, of IPv4, has another peer. */
    public boolean deleteAddress(
            int interfaceIndex, InetAddress address, int prefixLength, Optional<InetAddress> peer) {
        begin(NetlinkMessage.DELETE_ADDRESS, ACKNOWLEDGE);
        putAddress(interfaceIndex, address, prefixLength, peer, 0, 0);
        var answer = exchange(_ -> {});
        if (answer.errno() == Errno.EADDRNOTAVAIL || answer.errno() == Errno.ENODEV) {
            return false;
        }
        check("release " + text(address, prefixLength), answer);
        return true;
    }

    /**
     * Adds a route, unless it is there already. Another one with the same destination, table and metric stays, behind it.
     *
     * @param indexes of the interfaces that it names
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} without such an interface
     */
    public void addRoute(Route route, ToIntFunction<String> indexes) {
        boolean several = route.nextHops().size() > 1;
        if (several && route.destination().address() instanceof Inet6Address) {
            // To the kernel each is a route: together they would be refused as long as one of them is there.
            route.nextHops().forEach(hop -> addRoute(route.over(List.of(hop)), true, indexes));
        } else {
            addRoute(route, several, indexes);
        }
    }

    private void addRoute(Route route, boolean weighted, ToIntFunction<String> indexes) {
        putRoute(NetlinkMessage.NEW_ROUTE, ACKNOWLEDGE | CREATE, route, weighted, indexes);
        added("route " + route.destination(), exchange(_ -> {}));
    }

    /** Whether a route of ours is there, over whatever next hops. Goes through all of the host's routes. */
    public boolean hasRoute(Route route) {
        return !dump(
                        NetlinkMessage.GET_ROUTE,
                        ROUTE_HEADER_SIZE,
                        message -> Optional.of(message).filter(listed -> describes(listed, route)))
                .isEmpty();
    }

    private static boolean describes(NetlinkMessage message, Route route) {
        var header = message.body();
        if (header.remaining() < ROUTE_HEADER_SIZE) {
            return false;
        }
        byte[] destination = route.destination().address().getAddress();
        boolean ipv4 = destination.length == 4;
        int metric = route.metric().orElse(ipv4 ? 0 : IPV6_METRIC);
        var attributes = message.attributes(ROUTE_HEADER_SIZE);
        var absent = ByteBuffer.allocate(Integer.BYTES);
        // struct rtmsg
        return header.get(0) == (ipv4 ? AF_INET : AF_INET6)
                && (header.get(1) & 0xff) == route.destination().prefixLength()
                && (header.get(3) & 0xff) == route.options().typeOfService()
                && (header.get(5) & 0xff) == route.options().protocol()
                && header.get(7) == route.type().number()
                && attributes.getOrDefault(RTA_TABLE, absent).getInt(0) == route.table()
                && attributes.getOrDefault(RTA_PRIORITY, absent).getInt(0) == metric
                && (route.destination().prefixLength() == 0
                        || ByteBuffer.wrap(destination).equals(attributes.get(RTA_DST)));
    }

    /** Removes a route of ours; answers false when there is none. */
    public boolean deleteRoute(Route route, ToIntFunction<String> indexes) {
        boolean several = route.nextHops().size() > 1;
        putRoute(NetlinkMessage.DELETE_ROUTE, ACKNOWLEDGE, route, several, indexes);
        return removed("remove route " + route.destination(), exchange(_ -> {}));
    }

    /**
     * Adds a rule, unless it is there already.
     *
     * @throws ErrnoException e.g. without CAP_NET_ADMIN
     */
    public void addRule(Rule rule) {
        putRule(NetlinkMessage.NEW_RULE, ACKNOWLEDGE | CREATE | EXCLUSIVE, rule);
        added("rule " + rule.priority(), exchange(_ -> {}));
    }

    /** Removes a rule of ours; answers false when there is none. */
    public boolean deleteRule(Rule rule) {
        putRule(NetlinkMessage.DELETE_RULE, ACKNOWLEDGE, rule);
        return removed("remove rule " + rule.priority(), exchange(_ -> {}));
    }

    private static void added(String call, NetlinkMessage answer) {
        if (answer.errno() != Errno.EEXIST) {
            check(call, answer);
        }
    }

    private static boolean removed(String call, NetlinkMessage answer) {
        if (answer.errno() == Errno.ESRCH || answer.errno() == Errno.ENOENT || answer.errno() == Errno.ENODEV) {
            return false;
        }
        check(call, answer);
        return true;
    }

    private void putAddress(
            int interfaceIndex,
            InetAddress address,
            int prefixLength,
            Optional<InetAddress> peer,
            int flags,
            int scope) {
        byte[] bytes = address.getAddress();
        // struct ifaddrmsg
        request.put((byte) (bytes.length == 4 ? AF_INET : AF_INET6))
                .put((byte) prefixLength)
                .put((byte) flags)
                .put((byte) scope)
                .putInt(interfaceIndex);
        putAttribute(NetlinkMessage.IFA_LOCAL, bytes);
        putAttribute(
                NetlinkMessage.IFA_ADDRESS, peer.map(InetAddress::getAddress).orElse(bytes));
    }

    /** @param weighted whether the next hops are given as several are */
    private void putRoute(int type, int flags, Route route, boolean weighted, ToIntFunction<String> indexes) {
        begin(type, flags);
        byte[] destination = route.destination().address().getAddress();
        boolean any = route.destination().prefixLength() == 0;
        boolean onLink = !weighted && route.nextHops().stream().anyMatch(NextHop::onLink);
        // struct rtmsg
        request.put((byte) (destination.length == 4 ? AF_INET : AF_INET6))
                .put((byte) route.destination().prefixLength())
                .put((byte) 0)
                .put((byte) route.options().typeOfService())
                .put((byte) 0)
                .put((byte) route.options().protocol())
                .put((byte) route.scope())
                .put((byte) route.type().number())
                .putInt(onLink ? RTNH_F_ONLINK : 0);
        putAttribute(RTA_TABLE, route.table());
        if (!any) {
            putAttribute(RTA_DST, destination);
        }
        route.source().ifPresent(source -> putAttribute(RTA_PREFSRC, source.getAddress()));
        route.metric().ifPresent(metric -> putAttribute(RTA_PRIORITY, metric));
        if (weighted) {
            putAttribute(RTA_MULTIPATH, () -> route.nextHops().forEach(hop -> putNextHop(hop, destination, indexes)));
        } else {
            route.nextHops().forEach(hop -> {
                hop.interfaceName().ifPresent(name -> putAttribute(RTA_OIF, indexes.applyAsInt(name)));
                putGateway(hop, destination);
            });
        }
        route.options()
                .preference()
                .ifPresent(preference -> putAttribute(RTA_PREF, new byte[] {(byte) preference.number()}));
        if (!route.options().pathMetrics().isEmpty()) {
            putAttribute(RTA_METRICS, () -> putPathMetrics(route.options()));
        }
    }

    private void putNextHop(NextHop hop, byte[] destination, ToIntFunction<String> indexes) {
        // struct rtnexthop
        int start = request.position();
        request.putShort((short) 0)
                .put((byte) (hop.onLink() ? RTNH_F_ONLINK : 0))
                .put((byte) (hop.weight() - 1))
                .putInt(hop.interfaceName().map(indexes::applyAsInt).orElse(0));
        putGateway(hop, destination);
        request.putShort(start, (short) (request.position() - start));
    }

    private void putGateway(NextHop hop, byte[] destination) {
        hop.gateway().map(InetAddress::getAddress).ifPresent(gateway -> {
            if (gateway.length == destination.length) {
                putAttribute(RTA_GATEWAY, gateway);
            } else {
                // struct rtvia
                var via = ByteBuffer.allocate(2 + gateway.length).order(ByteOrder.nativeOrder());
                via.putShort((short) (gateway.length == 4 ? AF_INET : AF_INET6)).put(gateway);
                putAttribute(RTA_VIA, via.array());
            }
        });
        if (hop.realms() != 0) {
            putAttribute(RTA_FLOW, hop.realms());
        }
    }

    private void putPathMetrics(Route.Options options) {
        options.pathMetrics().forEach((metric, value) -> putAttribute(metric.number(), value));
        if (!options.locked().isEmpty()) {
            putAttribute(
                    RTAX_LOCK,
                    options.locked().stream()
                            .mapToInt(metric -> 1 << metric.number())
                            .sum());
        }
    }

    private void putRule(int type, int flags, Rule rule) {
        begin(type, flags);
        // struct fib_rule_hdr
        request.put((byte) (rule.family() == Family.IPV4 ? AF_INET : AF_INET6))
                .put(prefixLength(rule.to()))
                .put(prefixLength(rule.from()))
                .put((byte) typeOfService(rule))
                .put(new byte[3])
                .put((byte) rule.action().number())
                .putInt(rule.inverted() ? FIB_RULE_INVERT : 0);
        putAttribute(FRA_PRIORITY, rule.priority());
        switch (rule.action()) {
            case LOOKUP -> putAttribute(FRA_TABLE, rule.target());
            case GOTO -> putAttribute(FRA_GOTO, rule.target());
            case L3MDEV -> putAttribute(FRA_L3MDEV, new byte[] {1});
            case NOP, BLACKHOLE, UNREACHABLE, PROHIBIT -> {}
        }
        putAttribute(FRA_PROTOCOL, new byte[] {(byte) rule.protocol()});
        rule.from().ifPresent(from -> putAttribute(FRA_SRC, from.address().getAddress()));
        rule.to().ifPresent(to -> putAttribute(FRA_DST, to.address().getAddress()));
        rule.inputInterface().ifPresent(name -> putAttribute(FRA_IIFNAME, terminated(name)));
        rule.outputInterface().ifPresent(name -> putAttribute(FRA_OIFNAME, terminated(name)));
        rule.mark().ifPresent(mark -> {
            putAttribute(FRA_FWMARK, mark.value());
            putAttribute(FRA_FWMASK, mark.mask());
        });
        rule.attributes().forEach(this::putRuleAttribute);
    }

    private static int typeOfService(Rule rule) {
        return Optional.ofNullable(rule.attributes().get(Rule.Attribute.TOS))
                .map(span -> (int) span.first())
                .orElse(0);
    }

    private void putRuleAttribute(Rule.Attribute attribute, Rule.Span span) {
        int first = (int) span.first();
        int last = (int) span.last();
        switch (attribute.form()) {
            case HEADER -> {}
            case BYTE -> putAttribute(attribute.number(), new byte[] {(byte) first});
            case WORD -> putAttribute(attribute.number(), first);
            case SHORT_SPAN ->
                putAttribute(
                        attribute.number(),
                        () -> request.putShort((short) first).putShort((short) last));
            case WORD_SPAN ->
                putAttribute(attribute.number(), () -> request.putInt(first).putInt(last));
        }
    }

    private static byte prefixLength(Optional<Network> network) {
        return network.map(Network::prefixLength).orElse(0).byteValue();
    }

    private static String text(InetAddress address, int prefixLength) {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
