package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.linux.Workers;
import io.havip.observe.Meters;
import io.havip.programs.Notifier;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The lives of a virtual router, takeovers and all, on a {@link Stage}, in no time. The first uses of code cost milliseconds, and as
 * long as it is interpreted it takes several times as long, which real takeovers must not pay. Nothing is bound, sent or told. One
 * for a process, which rehearses each family once, whichever threads ask.
 */
public final class Rehearsal {
    /** After so many uses code is compiled. */
    private static final int TAKEOVERS = 200;
    /** Of so many takeovers one lasts so long that it advertises again, renews and is reviewed. */
    private static final int STAYS = 4;

    private static final int ACTIVE_CYCLES = 6;
    /** For one family on one stage; on a busy machine it is not rehearsed as often. */
    private static final long NANOS_MAX = 500_000_000L;
    /** Far more than these lives have. */
    private static final int CYCLES_MAX = 20_000;

    private final Set<Family> rehearsed = ConcurrentHashMap.newKeySet();

    /** For the first of each family. Not for the loop's thread; at most a second for each. */
    public void play(Host host, Workers workers, List<InstanceSettings> instances) throws InterruptedException {
        var silent = new Notifier(_ -> {}, () -> {}, workers);
        var played = instances.stream()
                .collect(
                        Collectors.toMap(settings -> settings.router().family(), Rehearsal::alone, (first, _) -> first))
                .values();
        for (var settings : played) {
            if (rehearsed.add(settings.router().family())) {
                play(host, new Stage(host, silent, settings), settings);
                // Compiled code knows one class at each call until it meets another: that must not be the machine's, at
                // a takeover.
                play(host, new Stage(host, silent, settings) {}, settings);
            }
        }
    }

    /** Without what would keep it from the role, and without those who are told. */
    private static InstanceSettings alone(InstanceSettings settings) {
        return new InstanceSettings(
                settings.name(),
                settings.interfaceName(),
                settings.router(),
                settings.exchange(),
                settings.moving(),
                TrackingSettings.nothing(true),
                Optional.empty(),
                NotificationSettings.NONE);
    }

    private static void play(Host host, Stage stage, InstanceSettings settings) throws InterruptedException {
        long untilNanos = host.nanos() + NANOS_MAX;
        var meters = new Meters(stage, false);
        var mailbox = new Mailbox(meters.loop(), stage::wake);
        var loop = new ProtocolLoop(stage, mailbox, meters, () -> {});
        loop.begin();
        mailbox.put(new Mail.Reconfigure(
                loop.virtualRouters(meters).change(List.of(settings), InterfaceSettings.NONE, () -> {})));
        int takeovers = 0;
        int active = 0;
        for (int cycle = 0; cycle < CYCLES_MAX && loop.cycle(); cycle++) {
            var present = state(loop);
            active = present == State.ACTIVE ? active + 1 : 0;
            if (active == 1 && ++takeovers == 1) {
                stage.awaitAnnouncer();
            }
            if (active == (takeovers % STAYS == 0 ? ACTIVE_CYCLES : 1)) {
                if (takeovers >= TAKEOVERS || host.nanos() >= untilNanos) {
                    mailbox.stop();
                } else {
                    stage.plug(false);
                }
            } else if (present == State.FAULT) {
                stage.plug(true);
            }
        }
        stage.end();
    }

    private static State state(ProtocolLoop loop) {
        return loop.instances().stream()
                .map(instance -> instance.status().role().state())
                .findFirst()
                .orElse(State.INITIALIZE);
    }
}
