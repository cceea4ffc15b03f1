package io.havip.linux;

import io.havip.linux.Route.NextHop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;

/**
 * A route as {@code rtnetlink(7)} has it.
 *
 * @param indexes of the interfaces that it names
 */
record RouteMessage(Route route, ToIntFunction<String> indexes) {
    static final int HEADER_SIZE = 12;

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

    /** @param weighted whether the next hops are given as several are */
    void writeTo(NetlinkRequest request, boolean weighted) {
        byte[] destination = route.destination().address().getAddress();
        boolean any = route.destination().prefixLength() == 0;
        boolean onLink = !weighted && route.nextHops().stream().anyMatch(NextHop::onLink);
        // struct rtmsg
        request.body()
                .put(NetlinkRequest.family(destination))
                .put((byte) route.destination().prefixLength())
                .put((byte) 0)
                .put((byte) route.options().typeOfService())
                .put((byte) 0)
                .put((byte) route.options().protocol())
                .put((byte) route.scope())
                .put((byte) route.type().number())
                .putInt(onLink ? RTNH_F_ONLINK : 0);
        request.attribute(RTA_TABLE, route.table());
        if (!any) {
            request.attribute(RTA_DST, destination);
        }
        route.source().ifPresent(source -> request.attribute(RTA_PREFSRC, source.getAddress()));
        route.metric().ifPresent(metric -> request.attribute(RTA_PRIORITY, metric));
        if (weighted) {
            request.attribute(RTA_MULTIPATH, () -> route.nextHops().forEach(hop -> nextHop(request, hop, destination)));
        } else {
            route.nextHops().forEach(hop -> {
                hop.interfaceName().ifPresent(name -> request.attribute(RTA_OIF, indexes.applyAsInt(name)));
                gateway(request, hop, destination);
            });
        }
        route.options()
                .preference()
                .ifPresent(preference -> request.attribute(RTA_PREF, new byte[] {(byte) preference.number()}));
        if (!route.options().pathMetrics().isEmpty()) {
            request.attribute(RTA_METRICS, () -> pathMetrics(request, route.options()));
        }
    }

    private void nextHop(NetlinkRequest request, NextHop hop, byte[] destination) {
        // struct rtnexthop
        int start = request.body().position();
        request.body()
                .putShort((short) 0)
                .put((byte) (hop.onLink() ? RTNH_F_ONLINK : 0))
                .put((byte) (hop.weight() - 1))
                .putInt(hop.interfaceName().map(indexes::applyAsInt).orElse(0));
        gateway(request, hop, destination);
        request.body().putShort(start, (short) (request.body().position() - start));
    }

    private static void gateway(NetlinkRequest request, NextHop hop, byte[] destination) {
        hop.gateway().map(InetAddress::getAddress).ifPresent(gateway -> {
            if (gateway.length == destination.length) {
                request.attribute(RTA_GATEWAY, gateway);
            } else {
                // struct rtvia
                var via = ByteBuffer.allocate(2 + gateway.length).order(ByteOrder.nativeOrder());
                via.putShort(NetlinkRequest.family(gateway)).put(gateway);
                request.attribute(RTA_VIA, via.array());
            }
        });
        if (hop.realms() != 0) {
            request.attribute(RTA_FLOW, hop.realms());
        }
    }

    private static void pathMetrics(NetlinkRequest request, Route.Options options) {
        options.pathMetrics().forEach((metric, value) -> request.attribute(metric.number(), value));
        if (!options.locked().isEmpty()) {
            request.attribute(
                    RTAX_LOCK,
                    options.locked().stream()
                            .mapToInt(metric -> 1 << metric.number())
                            .sum());
        }
    }

    /** Whether a listed route is a given one, over whatever next hops. */
    static boolean describes(NetlinkMessage message, Route route) {
        var header = message.body();
        if (header.remaining() < HEADER_SIZE) {
            return false;
        }
        byte[] destination = route.destination().address().getAddress();
        boolean ipv4 = destination.length == 4;
        int metric = route.metric().orElse(ipv4 ? 0 : IPV6_METRIC);
        var attributes = message.attributes(HEADER_SIZE);
        var absent = ByteBuffer.allocate(Integer.BYTES);
        // struct rtmsg
        return header.get(0) == NetlinkRequest.family(destination)
                && (header.get(1) & 0xff) == route.destination().prefixLength()
                && (header.get(3) & 0xff) == route.options().typeOfService()
                && (header.get(5) & 0xff) == route.options().protocol()
                && header.get(7) == route.type().number()
                && attributes.getOrDefault(RTA_TABLE, absent).getInt(0) == route.table()
                && attributes.getOrDefault(RTA_PRIORITY, absent).getInt(0) == metric
                && (route.destination().prefixLength() == 0
                        || ByteBuffer.wrap(destination).equals(attributes.get(RTA_DST)));
    }
}
