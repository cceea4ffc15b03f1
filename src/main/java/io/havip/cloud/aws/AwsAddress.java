package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.api.Port;
import io.havip.cloud.api.Ports;
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

    abstract void move(Port to) throws CallFailed, InterruptedException;

    @Override
    public boolean movesByAnnouncement() {
        return false;
    }

    @Override
    public Optional<String> claim(Reading seen) throws CallFailed, InterruptedException {
        move(port());
        return Optional.empty();
    }

    @Override
    public Progress progress(String task) {
        return Progress.DONE;
    }
}
