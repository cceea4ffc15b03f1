package io.havip.config.environment;

import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HaproxyOptions.Supervise;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.JournalOptions;
import io.havip.config.options.ManagementOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.options.Type;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.routing.RoutingWords;
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
    private final Place unset;

    /** @param haproxyConfiguration HAProxy is started if this file exists */
    public EnvironmentReader(Environment environment, Path haproxyConfiguration, Problems problems) {
        this.environment = environment;
        this.haproxyConfiguration = haproxyConfiguration;
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.unset = environment.end();
    }

    /** What is set, as far as it can be read: everything else is reported. */
    public Settings read() {
        environment.refuseOthers(problems);
        var root = Settings.root(GatewayOptions.SECTION, unset);
        read(GatewayOptions.ROUTER_NAME, root);
        var management = root.open(GatewayOptions.MANAGEMENT, unset);
        read(ManagementOptions.LISTEN, management);
        read(ManagementOptions.KEEPALIVED_METRICS, management);
        var journal = root.open(GatewayOptions.JOURNAL, unset);
        read(JournalOptions.DIRECTORY, journal);
        read(JournalOptions.SIZE, journal);
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
        InstanceOptions.SECTION.options().forEach(option -> read(option, instance));
        transport(instance);
        password(instance);
    }

    private void transport(Settings instance) {
        if (text(UnicastOptions.PEERS.variables()).isPresent()) {
            var unicast = instance.open(InstanceOptions.UNICAST, unset);
            read(UnicastOptions.PEERS, unicast);
            read(UnicastOptions.SOURCE, unicast);
        } else if (text(UnicastOptions.SOURCE.variables()).isPresent()) {
            var multicast = instance.open(InstanceOptions.MULTICAST, unset);
            text(UnicastOptions.SOURCE.variables())
                    .flatMap(scalars::address)
                    .ifPresent(source -> multicast.put(MulticastOptions.SOURCE, source));
        }
    }

    private void password(Settings instance) {
        text(List.of(Variables.AUTHENTICATION_TYPE))
                .filter(word -> !word.value().equals("PASS"))
                .ifPresent(word -> scalars.refuse(word, "is not supported", "set PASS, on all routers"));
        var file = text(AuthenticationOptions.PASSWORD_FILE.variables());
        boolean given = text(AuthenticationOptions.PASSWORD.variables()).isPresent();
        boolean standard = environment.osixia() && instance.get(VirtualRouterOptions.VERSION) == Version.V2;
        if (given && file.isPresent()) {
            problems.error(file.get().place(), "there is a password already", "keep one of them");
        } else if (given || file.isPresent()) {
            var authentication = instance.open(InstanceOptions.AUTHENTICATION, unset);
            read(AuthenticationOptions.PASSWORD, authentication);
            read(AuthenticationOptions.PASSWORD_FILE, authentication);
        } else if (standard) {
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

    private <T> void read(Option<T> option, Settings into) {
        text(option.variables())
                .flatMap(word -> option.type().read(new Value(word, into)))
                .ifPresent(value -> into.put(option, value));
    }

    /** What a variable is set to. Sections have none: an address is one word. */
    private final class Value implements Type.Written {
        private final Located<String> word;
        private final Settings parent;

        private Value(Located<String> word, Settings parent) {
            this.word = word;
            this.parent = parent;
        }

        @Override
        public Scalars scalars() {
            return scalars;
        }

        @Override
        public RoutingWords routing() {
            throw new IllegalStateException("no variable is for a route or a rule");
        }

        @Override
        public Optional<Located<String>> word() {
            return Optional.of(word);
        }

        @Override
        public <T> Optional<Located<List<Located<T>>>> items(Type<T> item) {
            return Optional.of(word.with(environment.items(word).stream()
                    .flatMap(each -> item.read(new Value(each, parent)).stream())
                    .toList()));
        }

        @Override
        public <T> Optional<Located<Settings>> groupOrWord(Section section, Option<T> only) {
            var settings = parent.beneath(section, word.place());
            String suffix = text(List.of(Variables.PREFIX_LENGTH))
                    .filter(_ -> !word.value().contains("/"))
                    .map(length -> "/" + length.value())
                    .orElse("");
            return only.type()
                    .read(new Value(word.map(text -> text + suffix), parent))
                    .map(value -> {
                        settings.put(only, value);
                        return word.with(settings);
                    });
        }

        @Override
        public Optional<Located<Settings>> group(Section section) {
            throw new IllegalStateException("no variable is for a whole section: " + section.title());
        }

        @Override
        public Optional<Located<Settings>> groupOrFalse(Section section) {
            return group(section);
        }

        @Override
        public Optional<Located<List<Settings>>> named(Section section) {
            throw new IllegalStateException("no variable is for names: " + section.title());
        }
    }
}
