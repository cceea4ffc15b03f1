package io.havip.config.environment;

import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HaproxyOptions.Supervise;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.vrrp.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one virtual router, and HAProxy as the agent's child where there is a configuration for it. */
public final class EnvironmentReader {
    private static final String INSTANCE_NAME = "vip";
    private static final String DEFAULT_INTERFACE = "eth0";
    /** What osixia's image has unless told otherwise. */
    private static final int OSIXIA_VRID = 51;

    private static final int OSIXIA_PRIORITY = 150;
    private static final String OSIXIA_PASSWORD = "d0cker";

    private final Environment environment;
    private final Path haproxyConfiguration;
    private final Problems problems;
    private final Scalars scalars;
    private final VariableReader variables;
    private final Place unset;

    /** @param haproxyConfiguration HAProxy is started if this file exists */
    public EnvironmentReader(Environment environment, Path haproxyConfiguration, Problems problems) {
        this.environment = environment;
        this.haproxyConfiguration = haproxyConfiguration;
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.variables = new VariableReader(this::text, problems);
        this.unset = environment.end();
    }

    /** What is set of a section, alone. What is no variable of any is reported. */
    public static Settings section(Environment environment, Section section, Problems problems) {
        environment.refuseOthers(problems);
        var root = Settings.root(section, environment.end());
        new VariableReader(names -> environment.text(names, problems), problems).read(root);
        return root;
    }

    /** What is set, as far as it can be read: everything else is reported. */
    public Settings read() {
        environment.refuseOthers(problems);
        var root = Settings.root(GatewayOptions.SECTION, unset);
        variables.read(root);
        haproxy(root);
        var instance = root.beneath(InstanceOptions.SECTION, unset);
        instance(instance);
        root.add(GatewayOptions.INSTANCES, instance.here());
        return root;
    }

    private void instance(Settings instance) {
        instance.set(InstanceOptions.NAME, INSTANCE_NAME);
        instance.set(InstanceOptions.INTERFACE, DEFAULT_INTERFACE);
        environment.foreign().ifPresent(place -> {
            problems.notice(
                    place,
                    "set for a keepalived image, so as there: version 2 and no preemption, unless HAVIP_VERSION and "
                            + "HAVIP_PREEMPT or KEEPALIVED_STATE=MASTER say otherwise");
            instance.set(VirtualRouterOptions.VERSION, Version.V2);
            instance.set(VirtualRouterOptions.PREEMPT, false);
        });
        if (environment.osixia()) {
            instance.set(VirtualRouterOptions.VRID, OSIXIA_VRID);
            instance.set(VirtualRouterOptions.PRIORITY, OSIXIA_PRIORITY);
        }
        state().ifPresent(master -> instance.put(VirtualRouterOptions.PREEMPT, master));
        require(VirtualRouterOptions.VRID, instance, "give the group's number, 1 to 255");
        require(InstanceOptions.ADDRESSES, instance, "list what moves with the role, e.g. 192.0.2.1/24");
        variables.read(instance);
        transport(instance);
        password(instance);
    }

    /** One variable is the source of either. */
    private static void transport(Settings instance) {
        boolean unicast = instance.written(InstanceOptions.UNICAST)
                .filter(settings -> settings.value().has(UnicastOptions.PEERS))
                .isPresent();
        instance.drop(unicast ? InstanceOptions.MULTICAST : InstanceOptions.UNICAST);
    }

    private void password(Settings instance) {
        text(List.of(Variables.AUTHENTICATION_TYPE))
                .filter(word -> !word.value().equals("PASS"))
                .ifPresent(word -> scalars.refuse(word, "is not supported", "set PASS, on all routers"));
        if (environment.osixia()
                && instance.get(VirtualRouterOptions.VERSION) == Version.V2
                && !instance.has(InstanceOptions.AUTHENTICATION)) {
            instance.open(InstanceOptions.AUTHENTICATION, unset).set(AuthenticationOptions.PASSWORD, OSIXIA_PASSWORD);
        }
    }

    private Optional<Located<Boolean>> state() {
        var states = Map.of("MASTER", true, "BACKUP", false);
        return text(List.of(Variables.STATE))
                .flatMap(word -> states.containsKey(word.value())
                        ? Optional.of(word.with(word.value().equals("MASTER")))
                        : scalars.refuse(word, "is not a choice here", Suggestion.mend(word.value(), states.keySet())));
    }

    private void haproxy(Settings root) {
        if (!Files.isRegularFile(haproxyConfiguration)) {
            problems.notice(unset, "there is no " + haproxyConfiguration + ", so HAProxy is neither run nor followed");
            return;
        }
        var haproxy = root.open(GatewayOptions.HAPROXY, unset);
        haproxy.open(HaproxyOptions.SUPERVISE, unset).set(Supervise.CONFIG, haproxyConfiguration);
    }

    private Optional<Located<String>> text(List<String> names) {
        return environment.text(names, problems);
    }

    private void require(Option<?> option, Settings settings, String mend) {
        if (!settings.has(option) && text(option.variables()).isEmpty()) {
            problems.error(unset, option.variables().getFirst() + " is not set", mend);
        }
    }
}
