package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.util.List;
import java.util.Optional;

/** Reads {@code vrrp_instance}, with keepalived's defaults where they are not ours. */
final class InstanceReader {
    private static final String MASTER = "MASTER";
    private static final List<String> STATES = List.of(MASTER, "BACKUP");

    private final Settings root;
    private final Globals globals;
    private final SyncGroups groups;
    private final Problems problems;
    private final Scalars scalars;

    InstanceReader(Settings root, Globals globals, SyncGroups groups, Problems problems) {
        this.root = root;
        this.globals = globals;
        this.groups = groups;
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** Without what it tracks, its routes and its programs. */
    Settings read(Located<String> name, Block block, BoundInterfaces bound) {
        var instance = root.beneath(InstanceOptions.SECTION, block.place());
        instance.put(InstanceOptions.NAME, name);
        block.read(instance, "");
        Globals.higherSendsAdvert(block, "");
        checksum(block, instance);
        groups.of(name.value()).ifPresent(group -> group(group, instance));
        if (!globals.instance().has(InstanceOptions.INTERFACE)) {
            block.required("interface", Optional.empty(), "say where advertisements are sent: interface eth0");
        }
        block.required("virtual_router_id", Optional.empty(), "give the group's number: virtual_router_id 1..255");
        new AddressReader(problems).read(block, instance, bound);
        new PeerReader(globals, problems).read(block, instance);
        version(block, instance);
        instance.inherit(globals.instance());
        var strict = StrictMode.read(block, globals, problems);
        master(block, instance, strict);
        interval(instance);
        advertised(block, instance, strict);
        password(block, instance, strict);
        new HmacReader(problems).read(block, instance);
        new VirtualMacReader(problems).read(block, instance, strict);
        if (!strict.accepts(block, instance)) {
            instance.set(InstanceOptions.ACCEPT, false);
        }
        announcements(block, instance);
        return instance;
    }

    private static void group(SyncGroups.Membership group, Settings instance) {
        instance.put(InstanceOptions.SYNC_GROUP, group.name());
        if (!instance.has(InstanceOptions.NOTIFY_PRIORITY)) {
            group.block()
                    .read(InstanceOptions.NOTIFY_PRIORITY, "notify_priority_changes")
                    .ifPresent(tells -> instance.put(InstanceOptions.NOTIFY_PRIORITY, tells));
        }
    }

    void routing(Block block, Settings instance, RoutingWords routing, BoundInterfaces bound) {
        for (var line : block.lines("virtual_routes")) {
            routing.route(line).map(line.getFirst()::with).ifPresent(route -> {
                instance.add(InstanceOptions.ROUTES, route);
                bound.route(route);
            });
        }
        for (var line : block.lines("virtual_rules")) {
            routing.rule(line).map(line.getFirst()::with).ifPresent(rule -> {
                instance.add(InstanceOptions.RULES, rule);
                bound.rule(rule);
            });
        }
    }

    static boolean hasVirtualMac(Settings instance) {
        return instance.has(InstanceOptions.VIRTUAL_MAC)
                || instance.items(InstanceOptions.ADDRESSES).stream()
                        .anyMatch(address -> address.has(AddressOptions.VIRTUAL_MAC));
    }

    private void announcements(Block block, Settings instance) {
        var announce = instance.open(InstanceOptions.ANNOUNCE, block.place());
        block.read(announce, "");
        var standard = globals.announce();
        // After another's claim the instance's own first word counts before the global one for that.
        boolean repeat = announce.has(AnnounceOptions.REPEAT) && !announce.has(AnnounceOptions.CONTESTED_REPEAT);
        boolean delay = announce.has(AnnounceOptions.DELAY) && !announce.has(AnnounceOptions.CONTESTED_DELAY);
        announce.inherit(standard);
        if (repeat) {
            announce.drop(AnnounceOptions.CONTESTED_REPEAT);
        }
        if (delay) {
            announce.drop(AnnounceOptions.CONTESTED_DELAY);
        }
        boolean virtualMac = hasVirtualMac(instance);
        var extra = ExtraAnnouncements.read(block, "garp_extra_if", problems)
                .or(() -> ExtraAnnouncements.read(block, "vmac_garp_intvl", problems));
        extra.ifPresent(given -> given.reportIfVain(virtualMac, problems));
        extra.or(globals::extra).filter(given -> given.all() || virtualMac).ifPresent(given -> given.refine(announce));
    }

    /** {@code old_unicast_checksum} alone sends the old one; with {@code never} keepalived does not even hear it. */
    private void checksum(Block block, Settings instance) {
        var old = block.counting("old_unicast_checksum");
        old.ifPresent(statement -> block.refuseAfter(1, statement));
        var word = old.flatMap(statement -> statement.arguments().stream().findFirst());
        word.filter(text -> !text.text().equals("never"))
                .ifPresent(text -> scalars.refuse(
                        block.located(text, "old_unicast_checksum"),
                        "is not 'never'",
                        "write never, or nothing for the old checksum"));
        String messageOnly = "v3_checksum_as_v2";
        boolean ofMessage = block.has(messageOnly)
                ? block.flag(messageOnly)
                : globals.instance().has(InstanceOptions.CHECKSUM);
        var form = ofMessage
                ? ChecksumForm.MESSAGE_ONLY
                : old.isPresent() && word.isEmpty() ? ChecksumForm.MULTICAST_PSEUDO_HEADER : ChecksumForm.PSEUDO_HEADER;
        instance.set(InstanceOptions.CHECKSUM, form);
    }

    /** Version 2 counts in whole seconds; keepalived rounds what is none. */
    private void interval(Settings instance) {
        if (instance.get(VirtualRouterOptions.VERSION) == Version.V3) {
            return;
        }
        instance.written(VirtualRouterOptions.INTERVAL)
                .filter(interval -> interval.value() % Durations.SECOND != 0)
                .ifPresent(interval -> {
                    long seconds = Math.max(1, (interval.value() + Durations.SECOND / 2) / Durations.SECOND);
                    problems.notice(
                            interval.place(),
                            "version 2 counts in whole seconds: rounded to " + seconds
                                    + "s, as keepalived does; for less, set version 3 on all routers");
                    instance.put(VirtualRouterOptions.INTERVAL, interval.with(seconds * Durations.SECOND));
                });
    }

    /** keepalived's default is version 2, except for IPv6, which version 2 does not have. */
    private void version(Block block, Settings instance) {
        if (!instance.has(VirtualRouterOptions.VERSION)) {
            if (InstanceOptions.family(instance) == Family.IPV6) {
                instance.set(VirtualRouterOptions.VERSION, Version.V3);
            } else {
                globals.instance()
                        .written(VirtualRouterOptions.VERSION)
                        .ifPresent(global -> instance.set(VirtualRouterOptions.VERSION, global.value()));
            }
        }
    }

    /** Without an address keepalived does in version 2, and in version 3 (since 2.2.8) where that is meant. */
    private void advertised(Block block, Settings instance, StrictMode strict) {
        boolean meant = block.flag("no_virtual_ipaddress") || instance.get(VirtualRouterOptions.VERSION) == Version.V2;
        if (block.entries("virtual_ipaddress").isEmpty() && (strict.on() || !meant)) {
            problems.error(
                    block.place(),
                    "there is no virtual_ipaddress",
                    strict.on()
                            ? "list at least one address, as strict mode wants"
                            : "list at least one address, or write no_virtual_ipaddress if none is meant");
        }
    }

    /** What {@code state MASTER} means: the owner of the addresses without a priority, and no word against preemption. */
    private void master(Block block, Settings instance, StrictMode strict) {
        boolean master = isMaster(block);
        if (master && !block.has("priority")) {
            problems.notice(
                    block.place(),
                    "state MASTER without a priority is priority 255, the owner of the addresses, as in keepalived; "
                            + "give each router its priority");
            instance.set(VirtualRouterOptions.PRIORITY, VirtualRouterSettings.OWNER_PRIORITY);
        }
        strict.apply(instance);
        instance.written(VirtualRouterOptions.PRIORITY)
                .filter(priority -> !master && priority.value() == VirtualRouterSettings.OWNER_PRIORITY)
                .ifPresent(priority -> problems.notice(
                        priority.place(),
                        "the owner of the addresses is active at once, as RFC 9568 says; keepalived waits, unless there"
                                + " is state MASTER"));
        boolean startsAsMaster = master && strict.startsAsMaster(block, instance);
        refusedPreemption(block).ifPresent(statement -> {
            if (startsAsMaster) {
                problems.notice(
                        block.placeOf(statement),
                        "without effect with state MASTER, as in keepalived; set state BACKUP on both routers");
            } else {
                instance.put(VirtualRouterOptions.PREEMPT, new Located<>(false, block.placeOf(statement)));
            }
        });
        instance.written(VirtualRouterOptions.PREEMPT_DELAY)
                .filter(delay -> startsAsMaster && delay.value() > 0)
                .ifPresent(delay -> {
                    problems.notice(
                            delay.place(), "without effect with state MASTER, as in keepalived; set state BACKUP");
                    instance.drop(VirtualRouterOptions.PREEMPT_DELAY);
                });
    }

    /** As keepalived goes through them: {@code BACKUP} changes no {@code MASTER}, what it does not know is {@code BACKUP} and does. */
    private boolean isMaster(Block block) {
        boolean master = false;
        for (var statement : block.all("state")) {
            var state = block.argument(statement, "write MASTER or BACKUP");
            if (state.isEmpty()) {
                continue;
            }
            var word = state.get().value();
            if (!STATES.contains(word)) {
                problems.notice(state.get().place(), "'" + word + "' is no state: BACKUP, as in keepalived");
                master = false;
            } else if (master && !word.equals(MASTER)) {
                problems.notice(state.get().place(), "left out, as in keepalived: after MASTER it does not count");
            } else {
                master = word.equals(MASTER);
            }
        }
        return master;
    }

    /** {@code nopreempt}, if no {@code preempt} comes after it. */
    private static Optional<Statement> refusedPreemption(Block block) {
        var refused = block.counting("nopreempt");
        var wanted = block.counting("preempt");
        refused.ifPresent(statement -> block.refuseAfter(0, statement));
        wanted.ifPresent(statement -> block.refuseAfter(0, statement));
        return refused.filter(statement -> wanted.stream().noneMatch(later -> block.after(later, statement)));
    }

    private void password(Block block, Settings instance, StrictMode strict) {
        if (!block.has("authentication")) {
            return;
        }
        Block authentication = block.block("authentication", Scope.AUTHENTICATION);
        if (authentication.isEmpty()) {
            problems.error(authentication.place(), "nothing is in it", "give auth_type PASS and auth_pass PASSWORD");
            return;
        }
        if (authentication.mentions("auth_hmac")) {
            return;
        }
        authentication
                .required("auth_type", authentication.text("auth_type"), "add auth_type PASS")
                .filter(word -> !word.value().equals("PASS"))
                .ifPresent(word -> problems.error(
                        word.place(),
                        word.value().equals("AH")
                                ? "IPsec's authentication header is not spoken, only PASS"
                                : "only PASS is supported",
                        "set auth_type PASS, on all routers"));
        authentication
                .required("auth_pass", authentication.text("auth_pass"), "add auth_pass PASSWORD")
                .ifPresent(password -> {
                    if (strict.on()) {
                        strict.leaveOut(password.place(), "authentication");
                    } else {
                        instance.open(InstanceOptions.AUTHENTICATION, authentication.place())
                                .put(AuthenticationOptions.PASSWORD, password);
                    }
                });
    }
}
