package io.havip.config.options;

import io.havip.vrrp.Family;
import io.havip.wire.MacAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The defaults of virtual MACs, which depend on those of other instances. An interface that is given no name gets one as in
 * keepalived: {@code vrrp.51}, and if there is one already {@code vrrp6.51} with IPv6, then {@code vrrp1.51}, {@code vrrp2.51}.
 */
public final class VirtualMacs {
    public static final String PREFIX = "vrrp";

    /** IFNAMSIZ, without the end. */
    private static final int NAME_LENGTH = 15;

    private static final int OF_IPV6 = 6;

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

    private record Known(String baseName, MacAddress address, String name) {}

    /** Puts what is not written of an instance's virtual MACs. */
    public void complete(Settings instance) {
        var known = new ArrayList<Known>();
        int vrid = instance.find(VirtualRouterOptions.VRID).orElse(0);
        instance.find(InstanceOptions.VIRTUAL_MAC).ifPresent(shared -> {
            var family = InstanceOptions.family(instance);
            var address = address(shared, family, vrid);
            String name = shared.find(VirtualMacOptions.INTERFACE).orElseGet(() -> name(prefix, family, vrid));
            known.add(new Known(instance.find(InstanceOptions.INTERFACE).orElse(""), address, name));
            put(shared, address, name);
        });
        for (var each : AddressOptions.advertisedFirst(instance)) {
            each.find(AddressOptions.VIRTUAL_MAC).ifPresent(own -> complete(own, each, vrid, known));
        }
    }

    /** One of an address, whose interface may be there for another address already. */
    private void complete(Settings own, Settings each, int vrid, List<Known> known) {
        var family = AddressOptions.address(each).map(Family::of).orElse(Family.IPV4);
        var address = address(own, family, vrid);
        var written = own.find(VirtualMacOptions.INTERFACE);
        String baseName = each.find(AddressOptions.INTERFACE).orElse("");
        var same = known.stream()
                .filter(made -> made.baseName.equals(baseName) && made.address.equals(address))
                .filter(made -> written.stream().allMatch(made.name::equals))
                .findFirst();
        if (same.isEmpty()) {
            String name = written.orElseGet(() -> name(addressPrefix, family, vrid));
            same = Optional.of(new Known(baseName, address, name));
            known.addAll(same.stream().toList());
        }
        put(own, address, same.orElseThrow().name);
    }

    private static MacAddress address(Settings mac, Family family, int vrid) {
        return mac.find(VirtualMacOptions.ADDRESS).orElseGet(() -> MacAddress.virtual(family, vrid));
    }

    private void put(Settings mac, MacAddress address, String name) {
        names.add(name);
        mac.set(VirtualMacOptions.INTERFACE, name);
        mac.set(VirtualMacOptions.ADDRESS, address);
    }

    private String name(String namePrefix, Family family, int vrid) {
        var numbers = IntStream.iterate(1, number -> number + 1);
        var further = family == Family.IPV4
                ? numbers
                : IntStream.concat(IntStream.of(OF_IPV6), numbers.filter(number -> number != OF_IPV6));
        return Stream.concat(Stream.of(""), further.mapToObj(Integer::toString))
                .map(number -> named(namePrefix, number + "." + vrid))
                .filter(name -> !names.contains(name))
                .findFirst()
                .orElseThrow();
    }

    private static String named(String namePrefix, String suffix) {
        return namePrefix.substring(0, Math.min(namePrefix.length(), NAME_LENGTH - suffix.length())) + suffix;
    }
}
