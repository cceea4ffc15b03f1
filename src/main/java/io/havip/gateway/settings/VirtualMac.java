package io.havip.gateway.settings;

import io.havip.wire.MacAddress;

/**
 * A MAC address that moves with the role (RFC 9568 section 7.3; keepalived's {@code use_vmac}): an interface of its own, a
 * macvlan, that the gateway makes and that addresses are bound to.
 *
 * @param interfaceName of the interface that is made; nobody else's
 * @param baseName the interface beneath it: a name, or an address that it has
 * @param address its MAC address
 * @param advertises whether multicast advertisements leave by it (keepalived's default, without {@code vmac_xmit_base})
 */
public record VirtualMac(String interfaceName, String baseName, MacAddress address, boolean advertises) {}
