package io.havip.linux;

import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Reads links and addresses; changes addresses, routes and rules: {@code rtnetlink(7)}. The kernel carries a request
 * out, and answers, within the call that sends it: microseconds, unless another process holds the kernel's configuration lock. Changes take
 * CAP_NET_ADMIN.
 */
public final class Rtnetlink extends NetlinkClient implements KernelNetwork {
    private static final int REPLACE = 0x100;

    private static final int IFA_F_NODAD = 0x2;
    private static final int DEPRECATED = 0;
    private static final int ADDRESS_HEADER_SIZE = 8;

    public Rtnetlink() {}

    /** @param torn told of each listing that others' changes interrupted as often as it was tried: it may be incomplete */
    public Rtnetlink(Runnable torn) {
        super(torn);
    }

    @Override
    public List<Link> links() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, NetlinkMessage::link);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return dump(NetlinkMessage.GET_ADDRESS, ADDRESS_HEADER_SIZE, NetlinkMessage::address);
    }

    @Override
    public Optional<Set<Membership>> memberships() {
        return Proc.memberships();
    }

    @Override
    public void replaceAddress(AddressLease lease) {
        boolean ipv4 = lease.address() instanceof Inet4Address;
        request.begin(NetlinkMessage.NEW_ADDRESS, ACKNOWLEDGE | CREATE | REPLACE);
        putAddress(lease.identity(), ipv4 ? 0 : IFA_F_NODAD, lease.scope());
        request.attribute(NetlinkMessage.IFA_PROTO, new byte[] {Route.PROTOCOL_KEEPALIVED});
        lease.label().ifPresent(label -> request.attribute(NetlinkMessage.IFA_LABEL, NetlinkRequest.terminated(label)));
        if (!lease.flags().isEmpty()) {
            // In place of those in the header, which has room for eight.
            int flags = lease.flags().stream().mapToInt(AddressFlag::mask).sum() + (ipv4 ? 0 : IFA_F_NODAD);
            var word = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
            request.attribute(NetlinkMessage.IFA_FLAGS, word.putInt(flags).array());
        }
        // struct ifa_cacheinfo: preferred and valid lifetime, created, changed
        int valid = (int) lease.validSeconds();
        var lifetime = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        boolean preferred = ipv4 || lease.validSeconds() == InterfaceAddress.FOREVER;
        lifetime.putInt(preferred ? valid : DEPRECATED).putInt(valid);
        request.attribute(NetlinkMessage.IFA_CACHEINFO, lifetime.array());
        check("bind " + text(lease.identity()), change());
    }

    @Override
    public boolean deleteAddress(AddressIdentity address) {
        request.begin(NetlinkMessage.DELETE_ADDRESS, ACKNOWLEDGE);
        putAddress(address, 0, 0);
        var answer = change();
        if (answer.errno() == Errno.EADDRNOTAVAIL || answer.errno() == Errno.ENODEV) {
            return false;
        }
        check("release " + text(address), answer);
        return true;
    }

    @Override
    public void keepSecondaries(Link link) {
        var setting = Ipv4Setting.PROMOTE_SECONDARIES;
        // Not if it is so: everybody who follows the interface would be told of a change.
        if (Sysctl.read("ipv4/conf/" + link.name() + "/" + setting.sysctl())
                .filter("0"::equals)
                .isPresent()) {
            configureIpv4(link.index(), Map.of(setting, 1));
        }
    }

    @Override
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
        request.begin(NetlinkMessage.NEW_ROUTE, ACKNOWLEDGE | CREATE);
        new RouteMessage(route, indexes).writeTo(request, weighted);
        added("route " + route.destination(), change());
    }

    @Override
    public boolean hasRoute(Route route) {
        return !dump(
                        NetlinkMessage.GET_ROUTE,
                        RouteMessage.HEADER_SIZE,
                        message -> Optional.of(message).filter(listed -> RouteMessage.describes(listed, route)))
                .isEmpty();
    }

    @Override
    public boolean deleteRoute(Route route, ToIntFunction<String> indexes) {
        boolean several = route.nextHops().size() > 1;
        request.begin(NetlinkMessage.DELETE_ROUTE, ACKNOWLEDGE);
        new RouteMessage(route, indexes).writeTo(request, several);
        return removed("remove route " + route.destination(), change());
    }

    @Override
    public void addRule(Rule rule) {
        request.begin(NetlinkMessage.NEW_RULE, ACKNOWLEDGE | CREATE | EXCLUSIVE);
        new RuleMessage(rule).writeTo(request);
        added("rule " + rule.priority(), change());
    }

    @Override
    public boolean deleteRule(Rule rule) {
        request.begin(NetlinkMessage.DELETE_RULE, ACKNOWLEDGE);
        new RuleMessage(rule).writeTo(request);
        return removed("remove rule " + rule.priority(), change());
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

    private void putAddress(AddressIdentity address, int flags, int scope) {
        byte[] bytes = address.address().getAddress();
        // struct ifaddrmsg
        request.body()
                .put(NetlinkRequest.family(bytes))
                .put((byte) address.prefixLength())
                .put((byte) flags)
                .put((byte) scope)
                .putInt(address.interfaceIndex());
        request.attribute(NetlinkMessage.IFA_LOCAL, bytes);
        request.attribute(
                NetlinkMessage.IFA_ADDRESS,
                address.peer().map(InetAddress::getAddress).orElse(bytes));
    }

    private static String text(AddressIdentity address) {
        return IpAddress.text(address.address()) + "/" + address.prefixLength();
    }
}
