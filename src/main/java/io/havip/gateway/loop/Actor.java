package io.havip.gateway.loop;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.observe.Meters;
import io.havip.vrrp.State;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A virtual router on a {@link Stage}, with a loop of its own. */
final class Actor {
    /** Of no router: the announcer knows it by that. */
    static final String NAME = "";

    /** So many are as good as all of them, and take no longer than one life may. */
    private static final int ADDRESSES_MAX = 3;

    /** Far more than a life has. */
    private static final int CYCLES_MAX = 100;

    private final Stage stage;
    private final Mailbox mailbox;
    private final ProtocolLoop loop;

    /** @param settings of {@link #parts} */
    Actor(Stage stage, InstanceSettings settings) {
        this.stage = stage;
        var meters = new Meters(stage, false);
        mailbox = new Mailbox(meters.loop(), stage::wake);
        loop = new ProtocolLoop(stage, mailbox, meters, () -> {});
        loop.begin();
        mailbox.put(new Mail.Reconfigure(
                loop.virtualRouters(meters).change(List.of(settings), InterfaceSettings.NONE, () -> {})));
    }

    /** What there is to play: the first router of each family, without what would keep it from the role, and those who are told. */
    static Collection<InstanceSettings> parts(List<InstanceSettings> instances) {
        return instances.stream()
                .collect(Collectors.toMap(settings -> settings.router().family(), Actor::part, (first, _) -> first))
                .values();
    }

    private static InstanceSettings part(InstanceSettings settings) {
        return new InstanceSettings(
                NAME,
                settings.interfaceName(),
                settings.router(),
                settings.exchange(),
                few(settings.moving()),
                TrackingSettings.nothing(true),
                Optional.empty(),
                NotificationSettings.NONE);
    }

    private static MovingSettings few(MovingSettings moving) {
        var addresses = moving.addresses().stream().limit(ADDRESSES_MAX).toList();
        var interfaces = addresses.stream().map(VirtualAddress::interfaceName).collect(Collectors.toSet());
        return new MovingSettings(
                addresses,
                moving.virtualMacs().stream()
                        .filter(mac -> interfaces.contains(mac.interfaceName()))
                        .toList(),
                moving.accept(),
                moving.routing(),
                moving.announcements());
    }

    Stage stage() {
        return stage;
    }

    /**
     * Lives on until what it waits for next, which comes at once.
     *
     * @return what it is by then
     */
    State live() {
        loop.cycle();
        return loop.instances().stream()
                .map(instance -> instance.status().role().state())
                .findFirst()
                .orElse(State.INITIALIZE);
    }

    /** Gives up the role, for good. */
    void stop() {
        mailbox.stop();
        for (int cycle = 0; cycle < CYCLES_MAX && loop.cycle(); cycle++) {}
        stage.end();
    }
}
