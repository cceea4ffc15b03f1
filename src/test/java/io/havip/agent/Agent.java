package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.observe.journal.JournalFiles;
import io.havip.testing.NetworkLab;
import io.havip.testing.Service;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged gateway, as a process in a namespace of a lab. */
final class Agent implements AutoCloseable {
    /** In front of the launcher: nothing. */
    static final List<String> PLAIN = List.of();

    /** HAVIP_LAUNCHER names another than the checkout's: that of a native executable. */
    static final String LAUNCHER = Path.of(
                    System.getenv().getOrDefault("HAVIP_LAUNCHER", "appliance/bin/havip-gateway"))
            .toAbsolutePath()
            .toString();

    private static final InetSocketAddress MANAGEMENT = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165);
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final NetworkLab lab;
    private final String namespace;
    private final Service service;

    private Agent(NetworkLab lab, String namespace, Service service) {
        this.lab = lab;
        this.namespace = namespace;
        this.service = service;
    }

    /** {@code havip-gateway run}, with further options perhaps. */
    static Agent run(NetworkLab lab, String namespace, Path configuration, String... options) {
        return start(lab, namespace, PLAIN, configuration, options);
    }

    /** @param wrapper a command that runs the launcher */
    static Agent start(NetworkLab lab, String namespace, List<String> wrapper, Path configuration, String... options) {
        assertThat(Path.of("target/quarkus-app/quarkus-run.jar"))
                .as("the packaged program")
                .exists();
        var command = new ArrayList<>(wrapper);
        command.addAll(List.of(LAUNCHER, "run", "--config", configuration.toString()));
        command.addAll(Arrays.asList(options));
        return new Agent(lab, namespace, Service.start(lab, namespace, command.toArray(String[]::new)));
    }

    /** A configuration file of one instance: version 3, VRID 51, 100 ms, multicast, 10.77.0.100. */
    static Path configure(Path folder, int priority, String more) {
        return write(folder.resolve("gateway.yaml"), """
            instances:
              - name: web
                interface: eth0
                version: 3
                vrid: 51
                priority: %d
                advertisement-interval: 100ms
                addresses: [10.77.0.100/24]
            """.formatted(priority) + more);
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The entries of this kind in a journal's files. Asked often, and so without a program: that is a Java machine's start. */
    static List<JsonObject> written(Path directory, String kind) {
        try {
            return JournalFiles.last(directory, Integer.MAX_VALUE).lines().stream()
                    .map(line -> new JsonObject(line.text()))
                    .filter(entry -> entry.getString("kind").equals(kind))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Service service() {
        return service;
    }

    /** The samples of a metric, as its scrape has them; empty while nobody answers. */
    List<String> samples(String metric) {
        return get("/metrics").lines().filter(line -> line.startsWith(metric)).toList();
    }

    /** The sum of a metric's samples that have this label (or any text in their line). */
    double sum(String metric, String label) {
        return samples(metric).stream()
                .filter(sample -> sample.contains(label))
                .mapToDouble(sample -> Double.parseDouble(sample.substring(sample.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** @param state e.g. {@code active} */
    boolean is(String state) {
        return sum("havip_vrrp_state{", "state=\"" + state + "\"") == 1;
    }

    /** Where it does not come about, the failure shows what each of the agent's threads does instead. */
    void awaitState(String state) {
        try {
            await().until(() -> is(state));
        } catch (ConditionTimeoutException e) {
            service.signal("QUIT");
            await().until(() -> service.says("JNI global refs") || !service.alive());
            throw new AssertionError(state + "\n" + service, e);
        }
    }

    /**
     * What the management address answers, whatever its status; empty while it does not. Asked often, and so without a program, which
     * would cost more than the answer.
     */
    String get(String path) {
        return lab.inside(namespace, () -> {
            try (var socket = new Socket()) {
                socket.connect(MANAGEMENT, TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream()
                        .write(("GET " + path + " HTTP/1.0" + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int head = answer.indexOf(END_OF_HEAD);
                return head < 0 ? "" : answer.substring(head + END_OF_HEAD.length());
            } catch (IOException noAnswer) {
                return "";
            }
        });
    }

    @Override
    public void close() {
        service.close();
    }
}
