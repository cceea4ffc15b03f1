package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.insight.ClusterExplanation;
import io.havip.insight.NodeExplanation;
import io.havip.insight.NodePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a configuration means, or everything that is wrong with it; with the other nodes' files, what they mean together. */
@Command(
        name = "check",
        description =
                "Reads a configuration and says what it means; with --peer, how it works together with those of the "
                        + "other nodes. Exit status 2: it can't be used, or not together with them.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--peer",
            paramLabel = "FILE",
            description = "The configuration of another node of the cluster, in either format. May be given again.")
    private List<Path> peers = new ArrayList<>();

    @Option(
            names = "--peer-config-id",
            paramLabel = "ID",
            description = "Which @ID lines apply in the files of --peer. Default: as --config-id.")
    private @Nullable String peerConfigId;

    @Option(
            names = "--ask-cloud",
            description =
                    "Ask the cloud's API, too, who holds each address and whether this node may; nothing is changed there.")
    private boolean askCloud;

    @Option(names = "--all-errors", description = "Show all errors, however many there are.")
    private boolean allErrors;

    @Option(names = "--json", description = "Print what is wrong, and what it means, for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        try {
            var own = config.read();
            var nodes = new ArrayList<NodePlan>();
            nodes.add(new NodePlan(own.routerName(), config.name(), own));
            for (var peer : peers) {
                var other = config.read(peer, peerConfigId);
                nodes.add(new NodePlan(other.routerName(), peer.toString(), other));
            }
            var cluster =
                    nodes.size() > 1 ? Optional.of(ClusterExplanation.of(nodes)) : Optional.<ClusterExplanation>empty();
            var cloud = askCloud ? Optional.of(CloudCheck.of(own)) : Optional.<CloudCheck>empty();
            String text = NodeExplanation.of(own)
                    + cluster.map(together -> "\n" + together.text()).orElse("")
                    + cloud.map(CloudCheck::text).orElse("");
            say(json ? CheckJson.of(own, cluster, cloud, text) : Colours.of(text));
            boolean broken = cluster.filter(ClusterExplanation::broken).isPresent()
                    || cloud.filter(check -> !check.sound()).isPresent();
            return broken ? Main.EXIT_INVALID : CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            if (json) {
                say(CheckJson.of(e));
            } else {
                spec.commandLine()
                        .getErr()
                        .println(Colours.of(allErrors ? e.whole() : String.valueOf(e.getMessage()))
                                .stripTrailing());
            }
            return Main.EXIT_INVALID;
        }
    }

    private void say(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }
}
