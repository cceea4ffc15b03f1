package io.havip.linux;

import io.havip.wire.MacAddress;
import java.util.Optional;

/**
 * A network interface as the kernel describes it now.
 *
 * @param index above 0; another one when an interface is removed and made again
 * @param up whether somebody set it up (IFF_UP)
 * @param running whether it can carry packets too: carrier and not dormant (IFF_RUNNING)
 * @param hardwareAddress empty where the link has none or none of 48 bits
 * @param mtu bytes
 */
public record Link(
        int index, String name, boolean up, boolean running, Optional<MacAddress> hardwareAddress, int mtu) {}
