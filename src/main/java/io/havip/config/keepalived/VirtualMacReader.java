package io.havip.config.keepalived;

import io.havip.config.draft.VirtualMacs;
import io.havip.config.draft.VirtualMacs.Bound;
import io.havip.config.draft.VirtualMacs.Wish;
import io.havip.config.draft.VirtualMacs.Written;
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

    private final VirtualMacs macs;
    private final Problems problems;
    private final Scalars scalars;

    VirtualMacReader(VirtualMacs macs, Problems problems) {
        this.macs = macs;
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** @param interfaceName the instance's */
    Bound read(
            Block instance,
            String interfaceName,
            int vrid,
            List<Written> addresses,
            StrictMode strict,
            boolean unicast) {
        var wish = wish(instance, vrid);
        boolean fromBase = fromBase(instance, strict);
        if (wish.isPresent() && unicast && !fromBase) {
            problems.notice(
                    wish.get().place(),
                    "unicast advertisements leave with the interface's own MAC address, as with vmac_xmit_base");
        }
        boolean eachInterface = instance.flag("use_vmac_addr");
        var family = addresses.stream().findFirst().map(VirtualMacReader::family);
        var written = addresses.stream()
                .map(address -> {
                    boolean elsewhere =
                            !address.address().value().interfaceName().equals(interfaceName);
                    boolean otherFamily = wish.isPresent() && !family.equals(Optional.of(family(address)));
                    return eachInterface && (elsewhere || otherFamily) ? withOwn(address) : address;
                })
                .toList();
        return macs.bind(interfaceName, vrid, written, wish, !fromBase);
    }

    private boolean fromBase(Block instance, StrictMode strict) {
        boolean wanted = instance.flag("vmac_xmit_base");
        if (wanted && strict.on()) {
            instance.counting("vmac_xmit_base")
                    .ifPresent(statement -> problems.notice(
                            instance.placeOf(statement),
                            "strict mode has no vmac_xmit_base: left out, as in keepalived"));
        }
        return wanted && !strict.on();
    }

    private static Family family(Written address) {
        return Family.of(address.address().value().address());
    }

    private static Written withOwn(Written address) {
        return new Written(
                address.address(),
                Optional.of(new Wish(address.address().place(), Optional.empty(), Optional.empty())));
    }

    private Optional<Wish> wish(Block instance, int vrid) {
        return instance.counting("use_vmac").map(statement -> {
            instance.refuseAfter(2, statement);
            Optional<String> name = Optional.empty();
            Optional<MacAddress> address = Optional.empty();
            for (var word : statement.arguments()) {
                if (MAC.matcher(word.text()).matches()) {
                    address = Optional.of(address(word.text(), vrid));
                } else {
                    name = scalars.interfaceName(new Located<>(word.text(), instance.within(word, "use_vmac")))
                            .map(Located::value);
                }
            }
            return new Wish(instance.placeOf(statement), name, address);
        });
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
