package io.havip.appliance;

import com.github.dockerjava.api.DockerClient;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerStatus;

/** A container has done its work when it has ended, whatever its exit status. */
final class EndedStrategy extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
        return DockerStatus.isContainerStopped(getCurrentState(client, containerId))
                ? StartupStatus.SUCCESSFUL
                : StartupStatus.NOT_YET_KNOWN;
    }
}
