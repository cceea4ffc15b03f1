package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import io.havip.migrate.Exchange;
import io.havip.migrate.Exchange.Program;
import io.havip.migrate.RunningKeepalived;
import io.havip.migrate.Services;
import io.havip.vrrp.State;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts the gateway in the place of the keepalived that runs here, while somebody serves the addresses; or the other way round. */
@Command(
        name = "migrate",
        description =
                "Puts the gateway in the place of the keepalived that runs on this node, watches, and goes back by"
                        + " itself if nobody has an address for longer than the protocol allows. Exit status 2: the"
                        + " configuration can't be used, and nothing has been done; 1: anything else, and the former"
                        + " program runs.",
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    private static final String GATEWAY = "havip-gateway";
    private static final String KEEPALIVED = "keepalived";
    private static final Set<String> PARTAKING = Stream.of(State.ACTIVE, State.BACKUP)
            .map(state -> state.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Option(names = "--back", description = "Put keepalived in the place of the gateway.")
    private boolean back;

    @Option(
            names = "--though-active",
            description = "Also where this node has addresses: once the other nodes have been migrated.")
    private boolean thoughActive;

    @Option(
            names = "--services",
            paramLabel = "COMMAND",
            defaultValue = Services.SYSTEMD,
            description = "How a service is started and stopped here, e.g. \"rc-service SERVICE ACTION\"."
                    + " Default: \"${DEFAULT-VALUE}\".")
    private String services = Services.SYSTEMD;

    @Option(
            names = "--keepalived",
            paramLabel = "SERVICE",
            description =
                    "What keepalived's service is called here. Default: that of the one that runs if it has keepalived"
                            + " in its name, else keepalived.")
    private @Nullable String keepalivedService;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "For how long all has to be well afterwards. Default: ${DEFAULT-VALUE}.")
    private int watchSeconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            if (watchSeconds < 1) {
                throw new ParameterException(spec.commandLine(), "--watch: " + watchSeconds + " is not 1 or more");
            }
            return migrate(services(), gateway.configuration().read());
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return Main.EXIT_INVALID;
        } catch (ErrnoException e) {
            return fail("the network can't be watched: " + e.getMessage() + ": run it as root. Nothing has been done.");
        }
    }

    private Services services() {
        try {
            return new Services(services);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--services: " + e.getMessage(), e);
        }
    }

    private int migrate(Services commands, GatewayConfig config) {
        var running = RunningKeepalived.all();
        if (running.size() > 1) {
            return fail("several keepalived run here, with the process ids "
                    + running.stream().map(one -> Long.toString(one.pid())).collect(Collectors.joining(", "))
                    + ": the gateway takes the place of one; give it the instances of all of them, and stop"
                    + " the others");
        }
        var keepalived = running.stream().findFirst();
        if (back == keepalived.isPresent()) {
            return fail(back ? "keepalived runs here already" : "no keepalived runs here: start the gateway");
        }
        var former = Optional.ofNullable(keepalivedService)
                .or(() -> keepalived.flatMap(RunningKeepalived::service))
                .orElse(KEEPALIVED);
        var names = back ? List.of(GATEWAY, former) : List.of(former, GATEWAY);
        var preview = new MigrationPreview(
                config, gateway.configuration().file(), gateway.configuration().configId(), keepalived);
        preview.lines().forEach(this::say);
        if (!back && services.equals(Services.SYSTEMD)) {
            preview.rights().forEach(this::say);
        }
        boolean active = preview.active();
        say("to do on this node%s: %s, then %s, and back if that does not go well%s%s"
                .formatted(
                        active ? ", after the others, because it has addresses" : ", before one that has addresses",
                        commands.command("stop", names.getFirst()),
                        commands.command("start", names.getLast()),
                        dryRun ? ": the same command without --dry-run" : "",
                        dryRun && active && !thoughActive ? ", with --though-active" : ""));
        if (dryRun) {
            return CommandLine.ExitCode.OK;
        }
        if (active && !thoughActive) {
            return fail(
                    "this node has addresses: do the others first, then this one with --though-active; where each has"
                            + " some, begin with any");
        }
        return exchange(commands, config, former);
    }

    private int exchange(Services commands, GatewayConfig config, String service) {
        var ours = new Program("the gateway", GATEWAY, this::lack);
        var theirs = new Program(
                KEEPALIVED,
                service,
                () -> RunningKeepalived.all().isEmpty() ? Optional.of("it does not run") : Optional.empty());
        var exchange = new Exchange(
                commands,
                back ? ours : theirs,
                back ? theirs : ours,
                Duration.ofSeconds(watchSeconds),
                this::say,
                Clock.MACHINE);
        if (!exchange.run(config.instances())) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        say("done on this node. The way back: the same with" + (back ? "out" : "") + " --back"
                + (service.equals(KEEPALIVED) ? "" : " --keepalived " + service));
        return CommandLine.ExitCode.OK;
    }

    /** What the gateway that runs here lacks to take part in all elections. */
    private Optional<String> lack() {
        try {
            var answer = gateway.ask(RunningGateway.Question.STATUS);
            if (!answer.success()) {
                return Optional.of(answer.message().strip());
            }
            return new JsonObject(answer.message())
                    .getJsonArray("instances").stream()
                            .map(JsonObject.class::cast)
                            .filter(instance -> !PARTAKING.contains(instance.getString("state")))
                            .map(MigrateCommand::lack)
                            .findFirst();
        } catch (IOException | ConfigException | DecodeException e) {
            return Optional.of("the gateway does not answer: " + e.getMessage() + ": its log says why");
        }
    }

    private static String lack(JsonObject instance) {
        return instance.getString("name") + " is in "
                + instance.getString("state").toUpperCase(Locale.ROOT)
                + instance.getJsonArray("faults").stream()
                        .map(JsonObject.class::cast)
                        .map(fault -> "; " + fault.getString("of") + ": " + fault.getString("reason"))
                        .collect(Collectors.joining());
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private int fail(String message) {
        spec.commandLine().getErr().println(message);
        return CommandLine.ExitCode.SOFTWARE;
    }
}
