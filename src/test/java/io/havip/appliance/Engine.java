package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.havip.testing.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The Docker engine, if one runs here, and containers of the image with the privileges that users are told to give it. */
final class Engine {
    static final String IMAGE = Requirement.IMAGE;
    static final List<Capability> NEEDED = List.of(Capability.NET_ADMIN, Capability.NET_RAW);

    private Engine() {}

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    static InspectImageResponse image() {
        return client().inspectImageCmd(IMAGE).exec();
    }

    /** A gateway's container: unprivileged, its root file system read-only. */
    static GenericContainer<?> gateway(List<Capability> capabilities, Map<String, String> environment) {
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withEnv(environment)
                .withStartupTimeout(Duration.ofSeconds(20))
                .withCreateContainerCmdModifier(create -> {
                    HostConfig host = create.getHostConfig();
                    assertThat(host).isNotNull();
                    host.withReadonlyRootfs(true)
                            .withCapDrop(Capability.ALL)
                            .withCapAdd(capabilities.toArray(Capability[]::new))
                            .withTmpFs(Map.of(
                                    "/run/haproxy", "uid=9165,mode=700", "/run/havip-gateway", "uid=9165,mode=750"));
                });
    }

    /** Read-only. Not Testcontainers' own way, which first pulls an image to try whether the engine can mount files at all. */
    static void mount(GenericContainer<?> container, Path file, String target) {
        container.withCreateContainerCmdModifier(create -> {
            HostConfig host = create.getHostConfig();
            assertThat(host).isNotNull();
            var mounted = host.getBinds() == null ? Stream.<Bind>empty() : Arrays.stream(host.getBinds());
            host.withBinds(
                    Stream.concat(mounted, Stream.of(new Bind(file.toString(), new Volume(target), AccessMode.ro)))
                            .toArray(Bind[]::new));
        });
    }

    /** Runs a container until it ends by itself. */
    static Outcome runToEnd(GenericContainer<?> container) {
        try (container) {
            container.withStartupCheckStrategy(new EndedStrategy());
            container.start();
            var state = container.getCurrentContainerInfo().getState();
            return new Outcome(state.getExitCodeLong(), container.getLogs());
        }
    }

    record Outcome(long status, String output) {}
}
