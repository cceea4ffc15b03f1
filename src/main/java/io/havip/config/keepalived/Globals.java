package io.havip.config.keepalived;

import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualMacs;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.vrrp.Family;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code global_defs} sets for the instances, unless they say otherwise, and for the scripts.
 *
 * @param instance their options
 * @param announce those of their announcements
 * @param unicast those of unicast ones
 * @param groups the multicast groups that are written
 * @param extra {@code vrrp_garp_extra_if}
 * @param strict {@code vrrp_strict}
 * @param macs names virtual MACs
 * @param scriptUser who runs scripts; empty for the agent's own user
 */
record Globals(
        Settings instance,
        Settings announce,
        Settings unicast,
        Map<Family, Located<InetAddress>> groups,
        Optional<ExtraAnnouncements> extra,
        boolean strict,
        VirtualMacs macs,
        String scriptUser) {

    /** Puts what is said of the gateway as a whole, too. */
    static Globals read(Block block, Settings root, Problems problems) {
        block.flag("enable_script_security");
        block.flag("set_supplementary_groups");
        String scriptUser = ScriptUser.read(block, "script_user", problems).orElse("");
        block.read(root, "");
        new ProgramReader(scriptUser, problems).programs(block, root);
        var instance = root.beneath(InstanceOptions.SECTION, block.place());
        var unicast = instance.beneath(UnicastOptions.SECTION, block.place());
        block.read(unicast, "vrrp_");
        return new Globals(
                instance(block, instance),
                announce(block, instance.beneath(AnnounceOptions.SECTION, block.place())),
                unicast,
                groups(block),
                ExtraAnnouncements.read(block, "vrrp_garp_extra_if", problems),
                block.flag("vrrp_strict"),
                macs(block),
                scriptUser);
    }

    private static Settings instance(Block block, Settings instance) {
        block.read(instance, "vrrp_");
        block.read(InstanceOptions.INTERFACE, "default_interface")
                .ifPresent(name -> instance.put(InstanceOptions.INTERFACE, name));
        higherSendsAdvert(block, "vrrp_");
        if (block.flag("v3_checksum_as_v2")) {
            instance.set(InstanceOptions.CHECKSUM, ChecksumForm.MESSAGE_ONLY);
        }
        return instance;
    }

    /** Beside {@code lower_prio_no_advert} there is {@code higher_prio_send_advert}, which is always on. */
    static void higherSendsAdvert(Block block, String prefix) {
        block.alwaysOn(
                prefix + "higher_prio_send_advert", "a router that yields to a better one always advertises once more");
    }

    private static Settings announce(Block block, Settings announce) {
        var repeat = announce.get(AnnounceOptions.REPEAT);
        var delay = announce.get(AnnounceOptions.DELAY);
        block.read(announce, "vrrp_");
        if (block.flag("vrrp_min_garp")) {
            if (announce.get(AnnounceOptions.REPEAT).equals(repeat) && !saidLater(block, "vrrp_garp_master_repeat")) {
                announce.set(AnnounceOptions.REPEAT, 1);
            }
            if (announce.get(AnnounceOptions.DELAY).equals(delay) && !saidLater(block, "vrrp_garp_master_delay")) {
                announce.set(AnnounceOptions.DELAY, 0L);
            }
        }
        return announce;
    }

    /** To keepalived, who has written above {@code vrrp_min_garp} what is so anyway has written nothing. */
    private static boolean saidLater(Block block, String name) {
        var fewest = block.all("vrrp_min_garp").getLast();
        return block.all(name).stream().anyMatch(statement -> block.after(statement, fewest));
    }

    private static Map<Family, Located<InetAddress>> groups(Block block) {
        var groups = new EnumMap<Family, Located<InetAddress>>(Family.class);
        block.read(MulticastOptions.GROUP, "vrrp_mcast_group4").ifPresent(group -> groups.put(Family.IPV4, group));
        block.read(MulticastOptions.GROUP, "vrrp_mcast_group6").ifPresent(group -> groups.put(Family.IPV6, group));
        return groups;
    }

    private static VirtualMacs macs(Block block) {
        String prefix = block.text("vmac_prefix").map(Located::value).orElse(VirtualMacs.PREFIX);
        return new VirtualMacs(
                prefix, block.text("vmac_addr_prefix").map(Located::value).orElse(prefix));
    }
}
