package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Gate;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
import io.havip.cloud.aws.Ec2Network.Change;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Something that EC2 moves by one call. What has become of it is seen by reading: there are no tasks to ask about. */
abstract class AwsAddress implements CloudAddress {
    final Ec2Network network;
    private final Ports ports;
    private final String interfaceName;

    AwsAddress(Ec2Network network, Ports ports, String interfaceName) {
        this.network = network;
        this.ports = ports;
        this.interfaceName = interfaceName;
    }

    Port port() throws CallFailed, InterruptedException {
        return ports.of(interfaceName);
    }

    /** The call that moves it. */
    abstract Change move(Port to) throws CallFailed, InterruptedException;

    @Override
    public boolean movesByAnnouncement() {
        return false;
    }

    @Override
    public Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException {
        network.make(move(port()), gate);
        return Optional.empty();
    }

    @Override
    public void inspect(Reading seen, List<InetAddress> peers, Remarks remarks) throws InterruptedException {
        var change = remarks.ask("whether %s could be moved".formatted(name()), () -> move(port()));
        if (change.isPresent()) {
            rehearse(change.get(), remarks);
        }
    }

    private void rehearse(Change change, Remarks remarks) throws InterruptedException {
        if (!change.dry()) {
            remarks.tell("whether %s is allowed can't be asked without moving an address".formatted(change.action()));
            return;
        }
        try {
            network.rehearse(change);
            remarks.tell("%s: %s is allowed".formatted(name(), change.action()));
        } catch (CallFailed e) {
            if (e.kind() == Kind.FORBIDDEN) {
                remarks.error(
                        "%s: the policy does not allow %s (%s)".formatted(name(), change.action(), e.code()), e.mend());
            } else {
                remarks.tell("whether %s is allowed for %s is not known: %s (%s)"
                        .formatted(change.action(), name(), e.getMessage(), e.code()));
            }
        }
    }

    @Override
    public Progress progress(String task) {
        return Progress.DONE;
    }
}
