package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.InterfaceDelayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.Version;
import java.net.Inet6Address;
import java.util.List;

/** Mends what keepalived reads past with a warning, likewise with a notice. In our own formats it is an error. */
final class Tolerance {
    private static final String LEFT_OUT = "it is left out";

    private final Problems problems;

    Tolerance(Problems problems) {
        this.problems = problems;
    }

    /** @param effect what is done about it */
    void notice(Place place, String message, String effect) {
        problems.notice(place, message + "; " + effect + ", as keepalived does");
    }

    private void leaveOut(Option<?> option, Settings settings, String why) {
        settings.written(option).ifPresent(written -> {
            notice(written.place(), why, LEFT_OUT);
            settings.drop(option);
        });
    }

    /** An instance that has been read. */
    void instance(Settings instance) {
        instance.written(VirtualRouterOptions.PREEMPT_DELAY)
                .filter(delay -> delay.value() == 0)
                .ifPresent(_ -> instance.drop(VirtualRouterOptions.PREEMPT_DELAY));
        if (!instance.get(VirtualRouterOptions.PREEMPT)) {
            leaveOut(VirtualRouterOptions.PREEMPT_DELAY, instance, "there is nothing to delay without preemption");
        }
        if (VirtualRouterOptions.owner(instance)) {
            leaveOut(VirtualRouterOptions.PREEMPT, instance, "an owner (priority 255) always preempts");
            leaveOut(
                    VirtualRouterOptions.PREEMPT_DELAY,
                    instance,
                    "an owner (priority 255) takes its addresses without a delay");
            instance.written(InstanceOptions.TRACK).map(Located::value).ifPresent(this::withoutWeights);
        } else if (instance.get(VirtualRouterOptions.IGNORE_OTHERS)) {
            leaveOut(
                    VirtualRouterOptions.IGNORE_OTHERS,
                    instance,
                    "only the owner of the addresses (priority 255) may ignore the others");
        }
        instance.find(InstanceOptions.AUTHENTICATION).ifPresent(secrets -> {
            password(secrets, instance.get(VirtualRouterOptions.VERSION));
            if (secrets.isEmpty()) {
                instance.drop(InstanceOptions.AUTHENTICATION);
            }
        });
        instance.items(InstanceOptions.ADDRESSES).stream()
                .filter(address -> AddressOptions.address(address)
                        .filter(Inet6Address.class::isInstance)
                        .isPresent())
                .filter(address -> address.has(AddressOptions.LABEL))
                .forEach(address -> {
                    notice(address.place(), "an IPv6 address has no label", LEFT_OUT);
                    address.drop(AddressOptions.LABEL);
                });
    }

    private void withoutWeights(Settings track) {
        TrackReader.leaveOutWeights(
                track,
                List.of(TrackOptions.INTERFACES, TrackOptions.SCRIPTS, TrackOptions.PROCESSES, TrackOptions.FILES),
                problems,
                place -> notice(place, "a weight can't move an owner's priority (255)", LEFT_OUT));
    }

    private void password(Settings secrets, Version version) {
        var option = AuthenticationOptions.PASSWORD;
        if (version == Version.V3 && !secrets.has(AuthenticationOptions.HMAC)) {
            leaveOut(option, secrets, "version 3 has no authentication");
        }
        secrets.written(option)
                .filter(text -> text.value().length() > Password.LENGTH_MAX)
                .ifPresent(text -> {
                    notice(text.place(), "a password has at most 8 characters", "only the first 8 are used");
                    secrets.put(option, text.map(whole -> whole.substring(0, Password.LENGTH_MAX)));
                });
    }

    /** Those of an interface whose instances have been read. */
    void delays(Settings delays) {
        InterfaceDelayOptions.longestDownNanos(delays.name().value(), delays.root())
                .filter(longest -> longest < delays.get(InterfaceDelayOptions.DOWN))
                .ifPresent(longest -> {
                    notice(
                            delays.place(),
                            "a backup that hears nothing would take over before the interface counts as down",
                            "the delay is shortened to " + Durations.show(longest));
                    delays.set(InterfaceDelayOptions.DOWN, longest);
                });
    }
}
