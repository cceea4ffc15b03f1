package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.linux.AddressFlag;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code virtual_ipaddress}, {@code virtual_ipaddress_excluded} and {@code static_ipaddress}. */
final class AddressReader {
    private final Problems problems;

    AddressReader(Problems problems) {
        this.problems = problems;
    }

    /** An instance's, the advertised ones first. */
    void read(Block block, Settings instance, BoundInterfaces bound) {
        String advertised = "virtual_ipaddress";
        var seen = new HashSet<InetAddress>();
        for (String name : List.of(advertised, "virtual_ipaddress_excluded")) {
            for (var entry : block.entries(name)) {
                var read = address(block, name, entry, instance);
                read.group()
                        .ifPresent(group ->
                                problems.error(group.place(), "only static addresses have a track group", "remove it"));
                var address = read.address();
                if (read.tracked()) {
                    bound.address(address);
                }
                if (!name.equals(advertised)) {
                    address.set(AddressOptions.ADVERTISED, false);
                }
                if (AddressOptions.address(address)
                        .filter(each -> !seen.add(each))
                        .isPresent()) {
                    problems.notice(address.place(), "listed before: left out, as the kernel does");
                } else {
                    instance.add(InstanceOptions.ADDRESSES, address.here());
                }
            }
        }
    }

    /**
     * @param group what it is tracked in, if at all
     * @param tracked whether the interface that it names is tracked
     */
    record Read(Settings address, Optional<Located<String>> group, boolean tracked) {}

    /** Nobody advertises a static one. */
    Read address(Block block, String name, Statement entry, Settings parent) {
        var word = block.located(entry.keyword(), name);
        var options = Block.options(entry, Scope.ADDRESS, word.place(), problems);
        var address = parent.beneath(AddressOptions.SECTION, word.place());
        block.value(AddressOptions.ADDRESS, word).ifPresent(read -> address.put(AddressOptions.ADDRESS, read));
        options.read(address, "");
        for (var flag : AddressFlag.values()) {
            if (options.has(flag.name().toLowerCase(Locale.ROOT))) {
                address.add(AddressOptions.FLAGS, word.with(flag));
            }
        }
        if (options.flag("use_vmac")) {
            withOwnMac(address);
        }
        return new Read(address, options.text("track_group"), !options.flag("no_track"));
    }

    static void withOwnMac(Settings address) {
        address.open(AddressOptions.VIRTUAL_MAC, address.place());
    }
}
