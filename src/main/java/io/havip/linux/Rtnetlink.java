package io.havip.linux;

import java.net.Inet6Address;
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
    private final AddressRenewals renewals;

    public Rtnetlink() {
        this(() -> {});
    }

    /** @param torn told of each listing that others' changes interrupted as often as it was tried: it may be incomplete */
    public Rtnetlink(Runnable torn) {
        super(torn);
        try {
            renewals = new AddressRenewals();
        } catch (ErrnoException e) {
            super.close();
            throw e;
        }
    }

    @Override
    public void close() {
        super.close();
        renewals.close();
    }

    @Override
    public List<Link> links() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, NetlinkMessage::link);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return dump(NetlinkMessage.GET_ADDRESS, AddressMessage.HEADER_SIZE, NetlinkMessage::address);
    }

    @Override
    public Optional<Set<Membership>> memberships() {
        return Proc.memberships();
    }

    @Override
    public void replaceAddress(AddressLease lease) {
        request.begin(NetlinkMessage.NEW_ADDRESS, ACKNOWLEDGE | CREATE | REPLACE);
        AddressMessage.write(request, lease);
        check("bind " + new AddressMessage(lease.identity()).text(), change());
    }

    @Override
    public void rehearse(AddressLease lease) {
        request.begin(NetlinkMessage.NEW_ADDRESS, ACKNOWLEDGE | CREATE | REPLACE);
        AddressMessage.write(request, lease);
        AddressMessage.ofNoFamily(request);
        var _ = change();
    }

    @Override
    public void renewAddress(AddressLease lease) {
        renewals.renew(lease);
    }

    /** Whose requests {@link #renewAddress} makes, to those who hear of changes. */
    int renewalsPort() {
        return renewals.port();
    }

    @Override
    public boolean deleteAddress(AddressIdentity address) {
        request.begin(NetlinkMessage.DELETE_ADDRESS, ACKNOWLEDGE);
        var message = new AddressMessage(address);
        message.writeTo(request);
        var answer = change();
        if (answer.errno() == Errno.EADDRNOTAVAIL || answer.errno() == Errno.ENODEV) {
            return false;
        }
        check("release " + message.text(), answer);
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
}
