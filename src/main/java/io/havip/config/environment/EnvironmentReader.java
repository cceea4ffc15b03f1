package io.havip.config.environment;

import io.havip.announce.AnnouncementSettings;
import io.havip.config.GatewayConfig;
import io.havip.config.GatewayConfig.Management;
import io.havip.config.Programs;
import io.havip.config.StartupDelay;
import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.Tracking;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one virtual router, and HAProxy as the agent's child where there is a configuration for it. */
public final class EnvironmentReader {
    private static final String INSTANCE_NAME = "vip";
    private static final String DEFAULT_INTERFACE = "eth0";
    private static final int DEFAULT_PRIORITY = 100;
    private static final long DEFAULT_INTERVAL_NANOS = 1_000_000_000L;
    private static final Path HAPROXY = Path.of("/usr/sbin/haproxy");

    private final Environment environment;
    private final Path haproxyConfiguration;
    private final Problems problems;
    private final Scalars scalars;

    /** @param haproxyConfiguration HAProxy is started if this file exists */
    public EnvironmentReader(Environment environment, Path haproxyConfiguration, Problems problems) {
        this.environment = environment;
        this.haproxyConfiguration = haproxyConfiguration;
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** What is set, as far as it can be read: everything else is reported. */
    public GatewayDraft read() {
        environment.refuseOthers(problems);
        var haproxy = haproxy();
        return new GatewayDraft(
                Dialect.ENVIRONMENT,
                text(Variable.ROUTER_NAME).map(Located::value),
                List.of(instance(haproxy.isPresent())),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                haproxy,
                Programs.NONE,
                StartupDelay.NONE,
                StaticNetworkSettings.NONE,
                new Management(
                        text(Variable.LISTEN).flatMap(scalars::socketAddress).orElse(Management.DEFAULT.listen()),
                        false));
    }

    private InstanceDraft instance(boolean haproxy) {
        Place unset = environment.end();
        var interfaceName = text(Variable.INTERFACE)
                .or(() -> Optional.of(new Located<>(DEFAULT_INTERFACE, unset)))
                .flatMap(scalars::interfaceName);
        boolean foreign = environment.foreign().isPresent();
        environment
                .foreign()
                .ifPresent(place -> problems.notice(
                        place,
                        "set for a keepalived image, so as there: version 2 and no preemption, unless HAVIP_VERSION"
                                + " and HAVIP_PREEMPT or KEEPALIVED_STATE=MASTER say otherwise"));
        return new InstanceDraft(
                new Located<>(INSTANCE_NAME, unset),
                interfaceName,
                choice(Variable.VERSION, Map.of("2", Version.V2, "3", Version.V3))
                        .orElse(new Located<>(foreign ? Version.V2 : Version.V3, unset)),
                required(Variable.VRID, "give the group's number, 1 to 255")
                        .flatMap(word -> scalars.integer(word, Range.VRID)),
                text(Variable.PRIORITY)
                        .flatMap(word -> scalars.integer(word, Range.PRIORITY))
                        .orElse(new Located<>(DEFAULT_PRIORITY, unset)),
                text(Variable.ADVERTISEMENT_INTERVAL)
                        .flatMap(word -> scalars.durationNanos(word, Range.ADVERTISEMENT_NANOS))
                        .orElse(new Located<>(DEFAULT_INTERVAL_NANOS, unset)),
                preempt(foreign, unset),
                new Located<>(0L, unset),
                VirtualRouterSettings.ACTIVE_DOWN_INTERVALS,
                true,
                new Located<>(false, unset),
                text(Variable.SOURCE).flatMap(scalars::address),
                Optional.empty(),
                environment.items(Variable.PEERS, problems).stream()
                        .map(scalars::address)
                        .flatMap(Optional::stream)
                        .toList(),
                Transport.Unicast.HOP_LIMIT,
                true,
                HopLimitRange.ANY,
                password(),
                Optional.empty(),
                ChecksumForm.PSEUDO_HEADER,
                addresses(interfaceName.map(Located::value).orElse("")),
                List.of(),
                true,
                Routing.NONE,
                AnnouncementSettings.DEFAULT,
                true,
                List.of(),
                haproxy
                        ? Optional.of(new Located<>(new Tracking(GatewayConfig.HAPROXY_TRACKER, 0, false), unset))
                        : Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                false);
    }

    private Located<Boolean> preempt(boolean foreign, Place unset) {
        var master = choice(Variable.STATE, Map.of("MASTER", true, "BACKUP", false));
        return choice(Variable.PREEMPT, Map.of("true", true, "false", false))
                .or(() -> master)
                .orElse(new Located<>(!foreign, unset));
    }

    private List<Located<VirtualAddress>> addresses(String interfaceName) {
        required(Variable.ADDRESSES, "list what moves with the role, e.g. 192.0.2.1/24");
        String suffix =
                text(Variable.PREFIX_LENGTH).map(word -> "/" + word.value()).orElse("");
        return environment.items(Variable.ADDRESSES, problems).stream()
                .map(word -> word.map(address -> address.contains("/") ? address : address + suffix))
                .map(word -> scalars.virtualAddress(word, interfaceName))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Located<String>> password() {
        var type = text(Variable.AUTHENTICATION_TYPE);
        type.filter(word -> !word.value().equals("PASS"))
                .ifPresent(word -> scalars.refuse(word, "is not supported", "set PASS, on all routers"));
        var password = text(Variable.PASSWORD);
        var file = text(Variable.PASSWORD_FILE);
        if (password.isPresent() && file.isPresent()) {
            problems.error(file.get().place(), "there is a password already", "keep one of them");
        }
        return file.flatMap(scalars::secret).or(() -> password);
    }

    private Optional<HaproxySettings> haproxy() {
        if (!Files.isRegularFile(haproxyConfiguration)) {
            problems.notice(
                    environment.end(),
                    "there is no " + haproxyConfiguration + ", so HAProxy is neither run nor followed");
            return Optional.empty();
        }
        return Optional.of(new HaproxySettings(
                new HaproxyProcess.Supervised(HAPROXY, haproxyConfiguration),
                Optional.empty(),
                Optional.empty(),
                HaproxySettings.DEFAULT_INTERVAL_NANOS,
                HaproxySettings.DEFAULT_TIMEOUT_NANOS,
                HaproxySettings.DEFAULT_RISE,
                HaproxySettings.DEFAULT_FALL));
    }

    private Optional<Located<String>> text(Variable variable) {
        return environment.text(variable, problems);
    }

    private Optional<Located<String>> required(Variable variable, String mend) {
        var word = text(variable);
        if (word.isEmpty()) {
            problems.error(environment.end(), variable.preferredName() + " is not set", mend);
        }
        return word;
    }

    private <T> Optional<Located<T>> choice(Variable variable, Map<String, T> choices) {
        return text(variable).flatMap(word -> {
            T chosen = choices.get(word.value());
            return chosen == null
                    ? scalars.refuse(word, "is not a choice here", Suggestion.mend(word.value(), choices.keySet()))
                    : Optional.of(word.map(text -> chosen));
        });
    }
}
