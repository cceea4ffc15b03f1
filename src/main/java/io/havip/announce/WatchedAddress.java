package io.havip.announce;

import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An address that traffic is expected for.
 *
 * @param baseName the interface that it arrives by, the one beneath where the address is on that of a virtual MAC: its name, or an
 *     address that it has
 * @param virtualMac the MAC address that it is sent to as well as to the interface's own
 */
public record WatchedAddress(InetAddress address, String baseName, Optional<MacAddress> virtualMac) {}
