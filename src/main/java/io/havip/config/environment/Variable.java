package io.havip.config.environment;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables that are understood: a setting, and the names it goes by, the product's own first. */
enum Variable {
    INTERFACE("HAVIP_INTERFACE", "KEEPALIVED_INTERFACE"),
    VRID("HAVIP_VRID", "KEEPALIVED_ROUTER_ID", "KEEPALIVED_VRID"),
    PRIORITY("HAVIP_PRIORITY", "KEEPALIVED_PRIORITY"),
    ADDRESSES("HAVIP_ADDRESSES", "KEEPALIVED_VIRTUAL_IPS", "KEEPALIVED_VIRTUAL_IP"),
    PREFIX_LENGTH("KEEPALIVED_VIRTUAL_MASK"),
    PEERS("HAVIP_PEERS", "KEEPALIVED_UNICAST_PEERS"),
    SOURCE("HAVIP_SOURCE"),
    VERSION("HAVIP_VERSION"),
    ADVERTISEMENT_INTERVAL("HAVIP_ADVERTISEMENT_INTERVAL"),
    PREEMPT("HAVIP_PREEMPT"),
    STATE("KEEPALIVED_STATE"),
    PASSWORD("KEEPALIVED_PASSWORD", "KEEPALIVED_AUTH_PASS"),
    PASSWORD_FILE("HAVIP_PASSWORD_FILE"),
    AUTHENTICATION_TYPE("KEEPALIVED_AUTH_TYPE"),
    ROUTER_NAME("HAVIP_ROUTER_NAME"),
    LISTEN("HAVIP_LISTEN");

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

    private final List<String> names;

    Variable(String... names) {
        this.names = List.of(names);
    }

    /** The product's own name, or the only one there is. */
    String preferredName() {
        return names.getFirst();
    }

    List<String> names() {
        return names;
    }

    boolean secret() {
        return this == PASSWORD;
    }

    static Optional<Variable> named(String name) {
        return Arrays.stream(values())
                .filter(variable -> variable.names.contains(name))
                .findFirst();
    }

    static List<String> allNames() {
        return Arrays.stream(values())
                .flatMap(variable -> variable.names.stream())
                .toList();
    }
}
