package io.havip.cloud.api;

import java.util.List;

/**
 * A node's interface among others.
 *
 * @param groups its security groups, in the order in which the API names them
 * @param forwards whether it may get what is sent to other addresses than its own: the source/destination check is off
 */
public record Station(Port port, List<String> groups, boolean forwards) {
    public Station {
        groups = List.copyOf(groups);
    }
}
