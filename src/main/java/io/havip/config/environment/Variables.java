package io.havip.config.environment;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Option.Trait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The variables that are understood: those of the options, and what other images have beside them. */
final class Variables {
    private Variables() {}

    /** The prefix length of addresses without one. */
    static final String PREFIX_LENGTH = "KEEPALIVED_VIRTUAL_MASK";
    /** {@code MASTER} preempts, {@code BACKUP} does not. */
    static final String STATE = "KEEPALIVED_STATE";

    static final String AUTHENTICATION_TYPE = "KEEPALIVED_AUTH_TYPE";

    /** Those that only osixia's image has. */
    static final Set<String> OSIXIA =
            Set.of("KEEPALIVED_ROUTER_ID", "KEEPALIVED_VIRTUAL_IPS", "KEEPALIVED_UNICAST_PEERS", "KEEPALIVED_PASSWORD");

    /** Variables of those images that mean nothing here, and what to do instead. */
    static final Map<String, String> REFUSED = Map.of(
            "KEEPALIVED_NOTIFY", "remove it: transitions are in the log and in the metric havip_vrrp_transitions_total",
            "KEEPALIVED_COMMAND_LINE_ARGUMENTS", "remove it: options follow the command, e.g. run --log-level debug",
            "KEEPALIVED_CUSTOM_CONFIG",
                    "remove it: a mounted /etc/keepalived/keepalived.conf is used without being asked for",
            "KEEPALIVED_CHECK_IP", "remove it: the HAProxy of a mounted /etc/haproxy/haproxy.cfg is checked by itself",
            "KEEPALIVED_CHECK_PORT",
                    "remove it: the HAProxy of a mounted /etc/haproxy/haproxy.cfg is checked by itself",
            "KEEPALIVED_CHECK_SCRIPT",
                    "remove it, and describe the script in a mounted /etc/havip-gateway/gateway.yaml");

    private static Stream<Option<?>> options() {
        return GatewayOptions.SECTION.paths().map(List::getLast);
    }

    static boolean secret(String name) {
        return options()
                .anyMatch(
                        option -> option.is(Trait.SECRET) && option.variables().contains(name));
    }

    static List<String> known() {
        return Stream.concat(
                        options().flatMap(option -> option.variables().stream()),
                        Stream.of(PREFIX_LENGTH, STATE, AUTHENTICATION_TYPE))
                .distinct()
                .toList();
    }
}
