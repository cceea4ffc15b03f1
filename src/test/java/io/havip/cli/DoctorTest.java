package io.havip.cli;

import static io.havip.cli.Answer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.console.ControlSocket;
import io.havip.console.Outcome;
import io.havip.console.PeerAnswer;
import io.havip.observe.ControlMeters;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor says of a gateway that answers, and of the other nodes that this one asks. */
class DoctorTest {
    private static final String OWN = """
            {"router": "gw1", "at": "2026-01-01T12:00:00Z", "well": true, "instances": [], "trackers": []}""";

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void configure() throws IOException {
        file = Files.writeString(folder.resolve("gateway.yaml"), """
                instances: [{name: web, interface: lo, vrid: 51, addresses: [10.0.0.1/24]}]
                """).toString();
    }

    /** @param others what the gateway answers of the other nodes; empty for one that knows no such question */
    private Answer doctor(Optional<Outcome> others, String... options) throws IOException {
        var socket = folder.resolve("control.sock");
        var commands = new HashMap<String, Function<String, Outcome>>(Map.of("status", _ -> new Outcome(true, OWN)));
        others.ifPresent(outcome -> commands.put("peer-status", _ -> outcome));
        try (var _ = new ControlSocket(
                socket, commands, new ControlMeters(new SimpleMeterRegistry()), _ -> {}, TestWorkers.make())) {
            var arguments = new String[options.length + 5];
            arguments[0] = "doctor";
            arguments[1] = "--config";
            arguments[2] = file;
            arguments[3] = "--control";
            arguments[4] = socket.toString();
            System.arraycopy(options, 0, arguments, 5, options.length);
            return run(arguments);
        }
    }

    private static Outcome told(PeerAnswer answer) {
        return new Outcome(true, answer.json().encode() + "\n");
    }

    @Test
    void whereNoOtherNodeIsKnownItSaysSo() throws IOException {
        assertThat(doctor(Optional.of(new Outcome(true, ""))))
                .isEqualTo(new Answer(
                        0,
                        "nothing is wrong\nnot looked at: the other nodes: this one has no management: peers:\n",
                        ""));
    }

    @Test
    void whereTheyCanNotBeAskedItSaysWhy() throws IOException {
        assertThat(doctor(Optional.of(new Outcome(false, "the other nodes are being asked already: ask again")))
                        .out())
                .isEqualTo("nothing is wrong\nnot looked at: the other nodes: the other nodes are being asked already:"
                        + " ask again\n");
        assertThat(doctor(Optional.empty()).out())
                .as("an agent of an earlier version")
                .startsWith("nothing is wrong\nnot looked at: the other nodes: ");
    }

    @Test
    void aSilentOneIsSomethingThatIsWrong() throws IOException {
        var silent = told(new PeerAnswer.Silent("10.0.0.12:9165", "no answer within 2000 ms"));

        assertThat(doctor(Optional.of(silent))).isEqualTo(new Answer(3, """
                        ! 10.0.0.12:9165: this node does not answer: no answer within 2000 ms
                          mend: see on that node: systemctl status havip-gateway, havip-gateway doctor
                        """, ""));
        var json = new JsonObject(doctor(Optional.of(silent), "--json").out());
        assertThat(json.getBoolean("well")).isFalse();
        assertThat(json.getInstant("at")).isNotNull();
        assertThat(json.getJsonArray("unseen")).isEmpty();
        assertThat(json.getJsonArray("wrong").getJsonObject(0).getString("of")).isEqualTo("10.0.0.12:9165");
    }
}
