package io.havip.cloud.api;

import io.havip.cloud.Remarks;
import java.net.InetAddress;
import java.util.List;

/**
 * The part of a private network that a node's interface is in.
 *
 * @param blocks its addresses, {@code 10.0.0.0/24}; none where they are not told
 */
public record Subnet(String id, List<String> blocks) {
    public Subnet {
        blocks = List.copyOf(blocks);
    }

    /**
     * An address that nobody holds looks as if it could be had, wherever it belongs.
     *
     * @param name the address's, for people
     */
    public void tell(String name, String address, Remarks remarks) {
        var literal = InetAddress.ofLiteral(address);
        if (!blocks.isEmpty() && blocks.stream().noneMatch(block -> Cidr.has(block, literal))) {
            remarks.error(
                    "%s: it is not within %s, the subnet %s of this node's interface"
                            .formatted(name, String.join(", ", blocks), id),
                    "take a free address of that subnet, or move this node's interface to the address's");
        }
    }
}
