package io.havip.config.draft;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.vrrp.Family;
import io.havip.wire.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Binds the addresses of instances to interfaces with a virtual MAC where that is asked for. An interface that is given no
 * name gets one as in keepalived, {@code vrrp.51} or {@code vrrp6.51}, and the next one with the same VRID {@code vrrp.51.1}.
 */
public final class VirtualMacs {
    public static final String PREFIX = "vrrp";

    private final String prefix;
    private final String addressPrefix;
    private final Set<String> names = new HashSet<>();

    /**
     * @param prefix of the names of instances' interfaces
     * @param addressPrefix of those that single addresses have
     */
    public VirtualMacs(String prefix, String addressPrefix) {
        this.prefix = prefix;
        this.addressPrefix = addressPrefix;
    }

    /**
     * That a virtual MAC is asked for.
     *
     * @param interfaceName of the interface that is made
     * @param address the RFC's unless given
     */
    public record Wish(Place place, Optional<String> interfaceName, Optional<MacAddress> address) {}

    /**
     * An address as it is written.
     *
     * @param address with the interface that it is on, or that its virtual MAC is on
     * @param wish for a virtual MAC of its own
     */
    public record Written(Located<VirtualAddress> address, Optional<Wish> wish) {

        /** That of an address that stays where it is; a virtual MAC, which moves with a role, is refused. */
        public Located<VirtualAddress> staying(Problems problems) {
            wish.ifPresent(moving -> problems.error(
                    moving.place(),
                    "a virtual MAC moves with a role, and a static address does not",
                    "remove it here"));
            return address;
        }
    }

    /** @param addresses with the interfaces that they are bound to */
    public record Bound(List<Located<VirtualAddress>> addresses, List<Located<VirtualMac>> macs) {}

    /**
     * @param interfaceName the instance's
     * @param wish for a virtual MAC that all addresses on the instance's interface share, unless they have one of their own
     * @param advertises whether advertisements leave with that too
     */
    public Bound bind(
            String interfaceName, int vrid, List<Written> addresses, Optional<Wish> wish, boolean advertises) {
        var macs = new ArrayList<Located<VirtualMac>>();
        wish.ifPresent(own -> {
            var family = addresses.stream()
                    .findFirst()
                    .map(first -> Family.of(first.address().value().address()))
                    .orElse(Family.IPV4);
            macs.add(new Located<>(mac(own, interfaceName, vrid, family, prefix, advertises), own.place()));
        });
        var bound = addresses.stream()
                .map(written -> written.address().map(address -> {
                    if (written.wish().isPresent()) {
                        return address.on(own(written.wish().get(), address, vrid, macs));
                    }
                    boolean shared = wish.isPresent() && address.interfaceName().equals(interfaceName);
                    return shared ? address.on(macs.getFirst().value().interfaceName()) : address;
                }))
                .toList();
        return new Bound(bound, macs);
    }

    /** The interface for an address's own virtual MAC, which may be there for another address already. */
    private String own(Wish wish, VirtualAddress address, int vrid, List<Located<VirtualMac>> macs) {
        var family = Family.of(address.address());
        var mac = wish.address().orElseGet(() -> VirtualMac.addressOf(family, vrid));
        for (var known : macs) {
            if (known.value().baseName().equals(address.interfaceName())
                    && known.value().address().equals(mac)
                    && wish.interfaceName().stream().allMatch(known.value().interfaceName()::equals)) {
                return known.value().interfaceName();
            }
        }
        var made = mac(wish, address.interfaceName(), vrid, family, addressPrefix, false);
        macs.add(new Located<>(made, wish.place()));
        return made.interfaceName();
    }

    private VirtualMac mac(Wish wish, String baseName, int vrid, Family family, String namePrefix, boolean advertises) {
        String name = wish.interfaceName().orElseGet(() -> name(namePrefix, family, vrid));
        names.add(name);
        return new VirtualMac(
                name, baseName, wish.address().orElseGet(() -> VirtualMac.addressOf(family, vrid)), advertises);
    }

    private String name(String namePrefix, Family family, int vrid) {
        String first = namePrefix + (family == Family.IPV6 ? "6." : ".") + vrid;
        String name = first;
        for (int i = 1; names.contains(name); i++) {
            name = first + "." + i;
        }
        return name;
    }
}
