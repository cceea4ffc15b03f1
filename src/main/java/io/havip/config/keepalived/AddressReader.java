package io.havip.config.keepalived;

import io.havip.config.draft.VirtualMacs.Wish;
import io.havip.config.draft.VirtualMacs.Written;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressFlag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code virtual_ipaddress} and {@code virtual_ipaddress_excluded}. */
final class AddressReader {
    private final Problems problems;
    private final Scalars scalars;

    AddressReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** The advertised ones first. */
    List<Written> read(Block instance, String interfaceName) {
        String advertised = "virtual_ipaddress";
        if (instance.entries(advertised).isEmpty()) {
            problems.error(instance.place(), "there is no virtual_ipaddress", "list at least one address");
        }
        return Stream.concat(
                        list(instance, advertised, interfaceName, true),
                        list(instance, "virtual_ipaddress_excluded", interfaceName, false))
                .toList();
    }

    /** @param group what it is tracked in, if at all */
    record Static(Located<VirtualAddress> address, Optional<Located<String>> group) {}

    /** {@code static_ipaddress}: nobody advertises them. */
    List<Static> readStatic(Block top, String interfaceName) {
        String name = "static_ipaddress";
        return top.entries(name).stream()
                .flatMap(entry -> {
                    var options = options(top, name, entry);
                    return address(top, name, entry, options, interfaceName, true)
                            .map(written -> new Static(written.staying(problems), options.text("track_group")))
                            .stream();
                })
                .toList();
    }

    private Stream<Written> list(Block instance, String name, String interfaceName, boolean advertised) {
        return instance.entries(name).stream().flatMap(entry -> {
            var options = options(instance, name, entry);
            options.text("track_group")
                    .ifPresent(group ->
                            problems.error(group.place(), "only static addresses have a track group", "remove it"));
            return address(instance, name, entry, options, interfaceName, advertised).stream();
        });
    }

    private Block options(Block parent, String name, Statement entry) {
        return Block.options(entry, Section.ADDRESS, parent.within(entry.keyword(), name), problems);
    }

    private static Set<AddressFlag> flags(Block options) {
        return Arrays.stream(AddressFlag.values())
                .filter(flag -> options.has(flag.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private Optional<Written> address(
            Block parent, String name, Statement entry, Block options, String interfaceName, boolean advertised) {
        var word = new Located<>(entry.keyword().text(), parent.within(entry.keyword(), name));
        var device = options.text("dev").flatMap(scalars::interfaceName);
        var label = options.text("label").flatMap(scalars::label);
        var scope = options.text("scope").flatMap(scalars::scope);
        boolean virtualMac = options.flag("use_vmac");
        return options.text("peer")
                .map(peer -> scalars.withPeer(word, peer, interfaceName))
                .orElseGet(() -> scalars.virtualAddress(word, interfaceName))
                .map(located -> located.map(plain -> new VirtualAddress(
                        plain.address(),
                        plain.prefixLength(),
                        plain.peer(),
                        device.map(Located::value).orElse(interfaceName),
                        label.map(Located::value),
                        scope.map(Located::value).orElse(plain.scope()),
                        advertised,
                        flags(options))))
                .map(located -> new Written(
                        located,
                        virtualMac
                                ? Optional.of(new Wish(located.place(), Optional.empty(), Optional.empty()))
                                : Optional.empty()));
    }
}
