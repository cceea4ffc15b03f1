package io.havip.gateway.settings;

import io.havip.vrrp.Family;
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
public record VirtualMac(String interfaceName, String baseName, MacAddress address, boolean advertises) {
    private static final long IPV4 = 0x00_00_5e_00_01_00L;
    private static final long IPV6 = 0x00_00_5e_00_02_00L;

    /**
     * The virtual router MAC address of RFC 9568 section 7.3.
     *
     * @param vrid 1..255
     */
    public static MacAddress addressOf(Family family, int vrid) {
        return new MacAddress((family == Family.IPV4 ? IPV4 : IPV6) | vrid);
    }
}
