package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.audit.Irregularity;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Cause;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A pair whose moves are explained, the switch between them captured, and what an explanation's clauses have in common with what
 * Wireshark makes of that. One at a time: a pair has enough to do to start.
 */
@Execution(ExecutionMode.SAME_THREAD)
abstract class ExplainedPair {
    static final String VIP = "10.77.0.100";
    static final String ONE = "10.77.0.1";
    static final String TWO = "10.77.0.2";
    /** Between a node's stamp and the switch's, on a busy machine. */
    static final double PRECISION_MICROS = 50_000;

    private static final double AT_ONCE_MICROS = 5_000;

    @TempDir
    Path folder;

    NetworkLab lab;
    Agent one;
    Agent two;
    Capture capture;

    private final Set<String> told = new HashSet<>();

    /** A packet of a virtual router at the switch. */
    record Packet(double atMicros, String source, int priority, double intervalMicros) {
        boolean release() {
            return priority == 0;
        }
    }

    @BeforeEach
    void startAPair() {
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", TWO + "/24");
        capture = Capture.start(lab, "two", "eth0");
    }

    void startBoth() {
        one = run("one", 150, "");
        one.awaitState("active");
        two = run("two", 100, "");
        two.awaitState("backup");
        // Whom it follows it knows when it has heard it.
        await().until(() -> two.sum("havip_vrrp_advertisements_received_total", "") > 0);
    }

    Agent run(String node, int priority, String more) {
        return Agent.run(lab, node, configure(node, priority, more));
    }

    @AfterEach
    void endIt(TestInfo test) {
        if (lab != null) {
            Stream.of(one, two).filter(agent -> agent != null).forEach(Agent::close);
            capture.provoking(Irregularity.Kind.values()).close();
            lab.close();
        }
        var promised = test.getTestMethod().orElseThrow().getAnnotation(Explains.class);
        assertThat(told)
                .as("causes that were told of")
                .containsAll(Stream.of(promised == null ? new Cause[0] : promised.value())
                        .map(cause -> cause.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    Path configure(String node, int priority, String more) {
        return Agent.configure(
                folder.resolve(node),
                priority,
                "router-name: %s\njournal: {directory: %s}\n%s".formatted(node, directory(node), more));
    }

    Path directory(String node) {
        return folder.resolve(node).resolve("journal");
    }

    String explain(String node, String options) {
        return lab.run(node, "sh", "-c", "%s explain %s 2>&1".formatted(Agent.LAUNCHER, options));
    }

    /**
     * The last move as both nodes tell it, which is the same; once its transitions are written, and what was recorded of it, which
     * comes a second later.
     *
     * @param transitions node and cause of each
     */
    Story story(String... transitions) {
        for (var transition : transitions) {
            await().until(() -> !transitions(
                            transition.split(" ")[0], transition.split(" ")[1])
                    .isEmpty());
        }
        var fromTwo = new AtomicReference<String>();
        await().untilAsserted(() -> {
            fromTwo.set(explained("two", "one"));
            assertThat(explained("one", "two")).isEqualTo(fromTwo.get());
        });
        return told(fromTwo.get());
    }

    private String explained(String node, String other) {
        return explain(node, "--json --directory %s --directory %s".formatted(directory(node), directory(other)));
    }

    private Story told(String answer) {
        var story = new Story(new JsonObject(answer));
        story.nodesOf()
                .map(node -> node.getString("cause"))
                .filter(Objects::nonNull)
                .forEach(told::add);
        return story;
    }

    List<Packet> packets() {
        return packets(51);
    }

    List<Packet> packets(int vrid) {
        return capture
                .frames(
                        "vrrp.virt_rtr_id == " + vrid,
                        "frame.time_epoch",
                        "ip.src",
                        "vrrp.prio",
                        "vrrp.short_adver_int")
                .stream()
                .map(frame -> new Packet(
                        1e6 * Double.parseDouble(frame.get("frame.time_epoch")),
                        frame.get("ip.src"),
                        Integer.parseInt(frame.get("vrrp.prio")),
                        1e4 * Double.parseDouble(frame.get("vrrp.short_adver_int"))))
                .toList();
    }

    Packet lastBefore(double micros, Predicate<Packet> which) {
        return packets().stream()
                .filter(packet -> packet.atMicros() < micros && which.test(packet))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    Packet firstFrom(double micros, Predicate<Packet> which) {
        return packets().stream()
                .filter(packet -> packet.atMicros() >= micros - PRECISION_MICROS && which.test(packet))
                .findFirst()
                .orElseThrow();
    }

    static Predicate<Packet> of(String source) {
        return packet -> packet.source().equals(source);
    }

    /** What was answered. */
    record Story(JsonObject json) {
        List<String> nodes() {
            return nodesOf().map(node -> node.getString("node")).toList();
        }

        private Stream<JsonObject> nodesOf() {
            return json.getJsonArray("nodes").stream().map(JsonObject.class::cast);
        }

        JsonObject node(String name) {
            return nodesOf()
                    .filter(node -> node.getString("node").equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        Stream<JsonObject> clauses(String node, String clause) {
            return node(node).getJsonArray("clauses").stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getString("clause").equals(clause));
        }

        JsonObject clause(String node, String clause) {
            return clauses(node, clause)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(clause + ": " + json.encodePrettily()));
        }
    }

    static double at(JsonObject clause) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(clause.getString("at")));
    }

    /** Who took over: what it says of its decision, its advertisement, its announcement, its time and the bound. */
    void tookOver(Story story, String node, String source, int priority, String cause) {
        var decided = story.clause(node, "decided");
        var done = story.clause(node, "done");
        var rule = story.clause(node, "rule");
        assertThat(decided.getString("cause")).isEqualTo(cause);
        assertThat(story.node(node).getString("to")).isEqualTo("active");
        double advertisedAt = at(decided) + done.getLong("advertise_microseconds");
        var first = firstFrom(at(decided), of(source));
        assertThat(first.atMicros()).as("its advertisement").isCloseTo(advertisedAt, within(PRECISION_MICROS));
        assertThat(first.priority()).isEqualTo(priority);
        assertThat(rule.getDouble("advertisement_interval_microseconds")).isEqualTo(first.intervalMicros());
        assertThat(rule.getDouble("skew_time_microseconds"))
                .isCloseTo((256 - priority) * first.intervalMicros() / 256, within(1.0));
        assertThat(rule.getDouble("active_down_interval_microseconds"))
                .isCloseTo(3 * first.intervalMicros() + rule.getDouble("skew_time_microseconds"), within(1.0));
        assertThat(announcedFrom(at(decided), lab.macAddress(node, "eth0")))
                .as("its announcement")
                .isCloseTo(at(done), within(PRECISION_MICROS));
        assertThat(decided.getDouble("after_due_microseconds")).isBetween(0.0, PRECISION_MICROS);
    }

    double announcedFrom(double micros, String mac) {
        return announced(mac)
                .filter(at -> at >= micros - PRECISION_MICROS)
                .findFirst()
                .orElseThrow();
    }

    /** When a node has announced the address, or claimed it. */
    Stream<Double> announced(String mac) {
        var announced = "arp.isgratuitous == 1 && arp.src.proto_ipv4 == %s && eth.src == %s".formatted(VIP, mac);
        return capture.frames(announced, "frame.time_epoch").stream()
                .map(frame -> 1e6 * Double.parseDouble(frame.get("frame.time_epoch")));
    }

    /** Whom it says that it heard last, and when. */
    void heard(Story story, String node, String source) {
        var heard = story.clause(node, "heard");
        double decided = at(story.clause(node, "decided"));
        // One that came in at the moment of the decision may have been sent before it.
        var latest = lastBefore(decided, of(source));
        var last =
                latest.atMicros() - at(heard) < PRECISION_MICROS ? latest : lastBefore(latest.atMicros(), of(source));
        assertThat(latest == last || decided - latest.atMicros() < AT_ONCE_MICROS)
                .as("heard all that came well before the decision")
                .isTrue();
        assertThat(heard.getString("peer")).isEqualTo(source);
        assertThat(heard.getInteger("priority")).isEqualTo(last.priority());
        assertThat(at(heard)).isCloseTo(last.atMicros(), within(PRECISION_MICROS));
        assertThat(heard.getDouble("before_decision_microseconds"))
                .isCloseTo(decided - last.atMicros(), within(PRECISION_MICROS));
    }

    /** Whom it says had the role, and that he was within the rule's time and the bound. */
    void followed(Story story, String node, String source, int priority) {
        var holder = story.clause(node, "holder");
        assertThat(holder.getString("peer")).isEqualTo(source);
        assertThat(holder.getInteger("priority")).isEqualTo(priority);
        var bound = story.clause(node, "bound");
        double announced = announcedFrom(at(story.clause(node, "decided")), lab.macAddress(node, "eth0"));
        double seen = announced - at(story.clause(node, "heard"));
        assertThat(bound.getDouble("whole_microseconds")).isCloseTo(seen, within(PRECISION_MICROS));
        assertThat(bound.getBoolean("within_bound"))
                .isEqualTo(bound.getDouble("whole_microseconds") <= bound.getDouble("bound_microseconds"));
    }

    /** Who gave up the role by a release. */
    void released(Story story, String node, String source, String cause) {
        var decided = story.clause(node, "decided");
        assertThat(decided.getString("cause")).isEqualTo(cause);
        assertThat(story.clause(node, "holder").getBoolean("itself")).isTrue();
        double sent = at(decided) + story.clause(node, "done").getLong("advertise_microseconds");
        assertThat(firstFrom(at(decided), of(source).and(Packet::release)).atMicros())
                .as("its release")
                .isCloseTo(sent, within(PRECISION_MICROS));
    }

    /** Of a transition's number in the journal of node two. */
    Story story(long number) {
        return told(explain(
                "two",
                "%d --json --directory %s --directory %s".formatted(number, directory("two"), directory("one"))));
    }

    /** Of a transition's number in the journal of a node, as that tells it alone. */
    Story alone(String node, long number) {
        return told(explain(node, "%d --json --directory %s".formatted(number, directory(node))));
    }

    List<JsonObject> entriesOf(String node, String kind) {
        return Agent.written(directory(node), kind);
    }

    List<JsonObject> transitions(String node, String cause) {
        return entriesOf(node, "transition").stream()
                .filter(entry -> entry.getString("cause").equals(cause))
                .toList();
    }

    long entries(String node, String cause) {
        return transitions(node, cause).size();
    }

    long number(String node, String cause) {
        return transitions(node, cause).getLast().getLong("seq");
    }

    /** Of those transitions that of this cause, the first being 0. */
    static long number(List<JsonObject> transitions, String cause, int which) {
        return transitions.stream()
                .filter(entry -> entry.getString("cause").equals(cause))
                .skip(which)
                .findFirst()
                .orElseThrow()
                .getLong("seq");
    }
}
