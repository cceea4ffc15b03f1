package io.havip.insight;

import io.havip.config.GatewayConfig;
import io.havip.config.Places.Setting;
import io.havip.gateway.settings.InstanceSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A node as its configuration has it.
 *
 * @param name what messages call it: its router name where that tells the nodes apart, or else the file
 * @param file where the configuration stands
 */
public record NodePlan(String name, String file, GatewayConfig config) {

    /** Of nodes in the order of the command line; those whose router names are the same go by their files. */
    public static List<NodePlan> named(List<NodePlan> nodes) {
        UnaryOperator<NodePlan> byFile = node -> new NodePlan(node.file(), node.file(), node.config());
        boolean differ = nodes.stream().map(NodePlan::name).distinct().count() == nodes.size();
        return differ ? nodes : nodes.stream().map(byFile).toList();
    }

    /** A virtual router on this node. */
    record Member(NodePlan node, InstanceSettings instance) {
        String name() {
            return node.name();
        }

        int priority() {
            return Failure.healthyPriority(instance);
        }

        Optional<InetAddress> source() {
            return instance.exchange().transport().source();
        }

        /** File, line and column. */
        Optional<String> place(Setting setting) {
            return node.config().origin().places().of(instance.name(), setting);
        }
    }
}
