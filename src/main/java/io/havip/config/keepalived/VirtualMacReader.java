package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.VirtualMacOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Family;
import io.havip.wire.MacAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code use_vmac} and its kind. */
final class VirtualMacReader {
    /** With 5 octets, the VRID is the last one. */
    private static final Pattern MAC = Pattern.compile("(?:[0-9a-fA-F]{1,2}:){4,5}[0-9a-fA-F]{1,2}");

    private static final int OCTETS = 6;

    /** With each of them keepalived sets {@code vmac_xmit_base}, except in strict mode. */
    private static final List<String> UNICAST =
            List.of("unicast_peer", "unicast_src_ip", "check_unicast_src", "old_unicast_checksum");

    private final Problems problems;
    private final Scalars scalars;

    VirtualMacReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** @param instance whose addresses, and whether it is unicast, have been read */
    void read(Block block, Settings instance, StrictMode strict) {
        boolean fromBase = strict.flag(block, "vmac_xmit_base");
        boolean unicast = instance.has(InstanceOptions.UNICAST)
                || !strict.on() && UNICAST.stream().anyMatch(block::has);
        block.counting("use_vmac").ifPresent(statement -> shared(block, statement, instance, fromBase, unicast));
        if (block.flag("use_vmac_addr")) {
            var addresses = instance.items(InstanceOptions.ADDRESSES);
            var family = Optional.of(InstanceOptions.family(instance));
            addresses.stream()
                    .filter(address -> address.has(AddressOptions.INTERFACE)
                                    && !address.find(AddressOptions.INTERFACE)
                                            .equals(instance.find(InstanceOptions.INTERFACE))
                            || !family(address).equals(family))
                    .forEach(AddressReader::withOwnMac);
        }
    }

    private static Optional<Family> family(Settings address) {
        return AddressOptions.address(address).map(Family::of);
    }

    private void shared(Block block, Statement statement, Settings instance, boolean fromBase, boolean unicast) {
        block.refuseAfter(2, statement);
        var mac = instance.open(InstanceOptions.VIRTUAL_MAC, block.placeOf(statement));
        for (var word : statement.arguments()) {
            var place = block.within(word, "use_vmac");
            if (MAC.matcher(word.text()).matches()) {
                int vrid = instance.find(VirtualRouterOptions.VRID).orElse(0);
                mac.set(VirtualMacOptions.ADDRESS, address(word.text(), vrid));
            } else {
                scalars.interfaceName(new Located<>(word.text(), place))
                        .ifPresent(name -> mac.put(VirtualMacOptions.INTERFACE, name));
            }
        }
        if (fromBase || unicast) {
            mac.set(VirtualMacOptions.ADVERTISE, false);
        }
        if (unicast && !fromBase) {
            problems.notice(
                    mac.place(),
                    "with a keyword of unicast, advertisements leave with the interface's own MAC address, as with"
                            + " vmac_xmit_base");
        }
    }

    private static MacAddress address(String text, int vrid) {
        String[] octets = text.split(":");
        byte[] bytes = new byte[OCTETS];
        bytes[OCTETS - 1] = (byte) vrid;
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) Integer.parseInt(octets[i], 16);
        }
        return MacAddress.of(bytes);
    }
}
