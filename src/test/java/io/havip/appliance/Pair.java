package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network.Ipam;
import com.github.dockerjava.api.model.Network.Ipam.Config;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** Two gateways in a network of their own, gw1 the better one. */
final class Pair implements AutoCloseable {
    static final String SERVICE = "http://10.53.0.100/";
    private static final int TIMEOUT_MILLIS = 1_000;

    private final Network network = Network.builder()
            .createNetworkCmdModifier(create -> create.withIpam(new Ipam()
                    .withConfig(new Config().withSubnet("10.53.0.0/24").withGateway("10.53.0.1"))))
            .build();
    /** Both show it to each other. In the words of docker-compose.yml, which writes it so too. */
    private static final String WRITE_TOKEN =
            "umask 077 && echo the-token-of-a-test-that-keeps-no-secrets >/run/havip-gateway/token && exec havip-gateway run";

    private static final String ASK = """
              peers: [10.53.0.1%d:9165]
              token-file: /run/havip-gateway/token
              insecure: true
            """;

    final Gateway gw1;
    final Gateway gw2;

    /** One of the two. */
    final class Gateway {
        final GenericContainer<?> container;
        private final String address;

        private Gateway(Path folder, int number, int priority, boolean asks) {
            address = "10.53.0.1" + number;
            container = Engine.gateway(Engine.NEEDED, Map.of()).withNetwork(network);
            Engine.mount(container, configuration(folder, number, priority, asks), "/etc/havip-gateway/gateway.yaml");
            Engine.mount(container, haproxyConfiguration(folder, number), "/etc/haproxy/haproxy.cfg");
            container.withCreateContainerCmdModifier(create -> create.withIpv4Address(address));
            if (asks) {
                container.withCreateContainerCmdModifier(create ->
                        create.withEntrypoint("/bin/sh", "-c", WRITE_TOKEN).withCmd());
            }
        }

        /** The journal is on a volume, as in docker-compose.yml: nowhere else is there a disk to write to. */
        private void keepJournal() {
            container.withCreateContainerCmdModifier(
                    create -> create.withVolumes(new Volume("/var/lib/havip-gateway")));
        }

        /** What the command line answers within the container. */
        String havip(String... command) {
            try {
                var words = Stream.concat(Stream.of("havip-gateway"), Stream.of(command));
                return container.execInContainer(words.toArray(String[]::new)).getStdout();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** The sum of the samples of a metric that carry this label. */
        double metric(String name, String label) {
            return get("http://" + address + ":9165/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name) && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        boolean is(String state) {
            return metric("havip_vrrp_state{", "state=\"" + state + "\"") == 1;
        }

        void awaitState(String state) {
            await().untilAsserted(() -> assertThat(is(state))
                    .as("%s of %s%n%s", state, address, container.getLogs())
                    .isTrue());
        }

        String id() {
            return container.getContainerId();
        }

        void signal(String signal) {
            Engine.client().killContainerCmd(id()).withSignal(signal).exec();
        }

        void startAgain() {
            Engine.client().startContainerCmd(id()).exec();
        }

        void disconnect() {
            Engine.client()
                    .disconnectFromNetworkCmd()
                    .withContainerId(id())
                    .withNetworkId(network.getId())
                    .exec();
        }

        void reconnect() {
            Engine.client()
                    .connectToNetworkCmd()
                    .withContainerId(id())
                    .withNetworkId(network.getId())
                    .withContainerNetwork(
                            new ContainerNetwork().withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address)))
                    .exec();
        }

        /** Sends a signal to every HAProxy in the container. */
        void signalHaproxy(String signal) {
            String script =
                    "for process in /proc/[0-9]*; do read -r name <$process/comm && [ \"$name\" != haproxy ] || kill -s "
                            + signal + " ${process#/proc/}; done; true";
            try {
                assertThat(container.execInContainer("sh", "-c", script).getExitCode())
                        .isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    Pair(Path folder) {
        this(folder, false);
    }

    /** Each asks the other for what it has seen of a move; the better one alone keeps its journal on a disk. */
    static Pair askingEachOther(Path folder) {
        return new Pair(folder, true);
    }

    private Pair(Path folder, boolean asks) {
        gw1 = new Gateway(folder, 1, 150, asks);
        gw2 = new Gateway(folder, 2, 100, asks);
        if (asks) {
            gw1.keepJournal();
        }
        gw1.container.start();
        gw2.container.start();
        gw1.awaitState("active");
        gw2.awaitState("backup");
    }

    /** Waits until the service is answered through this gateway: a client's view, from the host, over the bridge. */
    void awaitServiceThrough(Gateway gateway) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(get(SERVICE).header())
                        .as(() -> gateway.container.getLogs())
                        .isEqualTo(gateway.address));
    }

    /** @param header who answered */
    record Answer(String header, String body) {}

    static Answer get(String url) {
        try {
            var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestProperty("Connection", "close");
            try (var body = connection.getInputStream()) {
                return new Answer(
                        String.valueOf(connection.getHeaderField("X-Gateway")),
                        new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Answer("", "");
        }
    }

    private static Path configuration(Path folder, int number, int priority, boolean asks) {
        return write(folder.resolve("gw" + number + ".yaml"), """
                router-name: gw%d
                management:
                  listen: 0.0.0.0:9165
                %s
                haproxy:
                  supervise:
                    config: /etc/haproxy/haproxy.cfg
                  socket: /run/haproxy/admin.sock
                instances:
                  - name: web
                    interface: 10.53.0.1%d
                    vrid: 53
                    priority: %d
                    advertisement-interval: 100ms
                    unicast:
                      source: 10.53.0.1%d
                      peers: [10.53.0.1%d]
                    addresses: [10.53.0.100/24]
                """.formatted(
                        number, asks ? ASK.formatted(3 - number) : "", number, priority, number, 3 - number));
    }

    private static Path haproxyConfiguration(Path folder, int number) {
        return write(folder.resolve("haproxy" + number + ".cfg"), haproxyConfiguration("10.53.0.1" + number));
    }

    /** @param name what the header X-Gateway says */
    static String haproxyConfiguration(String name) {
        return """
                global
                    nbthread 1
                    stats socket /run/haproxy/admin.sock mode 600 level admin
                defaults
                    mode http
                    timeout client 5s
                    timeout server 5s
                    timeout connect 1s
                frontend web
                    bind :80
                    http-request return status 200 hdr X-Gateway %s
                """.formatted(name);
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gw1.container.close();
        gw2.container.close();
        network.close();
    }
}
