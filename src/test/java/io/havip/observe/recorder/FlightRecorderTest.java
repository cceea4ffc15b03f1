package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.announce.WatchedAddress;
import io.havip.linux.Clock;
import io.havip.linux.FrameSender;
import io.havip.linux.Workers;
import io.havip.observe.Known;
import io.havip.observe.RecorderMeters;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.wire.CaptureReader;
import io.havip.wire.CapturedFrame;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import io.havip.wire.Recording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What passes an interface of a lab, and what is kept of it. */
@Execution(ExecutionMode.CONCURRENT)
class FlightRecorderTest {
    private static final Inet4Address VIP = Inet4Address.ofLiteral("10.9.0.100");
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:2a");
    private static final byte[] CLAIM = GratuitousArp.request(OTHER, VIP);
    private static final byte[] UNRELATED = GratuitousArp.request(OTHER, Inet4Address.ofLiteral("10.9.0.7"));
    private static final byte[] THEIRS = advertisement(51, "10.9.0.1");
    private static final byte[] OURS = advertisement(51, "10.9.0.2");
    private static final byte[] ANOTHER_ROUTERS = advertisement(52, "10.9.0.1");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Throwable> troubles = new CopyOnWriteArrayList<>();
    private final Workers workers = new Workers(Clock.MACHINE, (_, failure) -> troubles.add(failure));
    private final Recordings recordings =
            new Recordings(Optional::empty, false, 1_000_000, told::add, new RecorderMeters(registry));

    private NetworkLab lab;
    private FlightRecorder recorder;
    private long sequence;
    private Instant decidedAt = Instant.now();

    private static byte[] advertisement(int vrid, String router) {
        return new Recording()
                .vrid(vrid)
                .says(0, router, 100)
                .frames()
                .getFirst()
                .bytes();
    }

    @BeforeEach
    void recordOnOneOfTwoHosts() {
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        recorder = lab.inside(
                "one", () -> new FlightRecorder(recordings, false, told::add, new RecorderMeters(registry), workers));
        lab.inside("one", () -> {
            recorder.watch(List.of(router("web")));
            return null;
        });
    }

    @AfterEach
    void endIt() throws InterruptedException {
        if (recorder != null) {
            recorder.close();
        }
        NetworkLab.close(lab);
        assertThat(troubles).isEmpty();
    }

    private static RecordedRouter router(String name) {
        return new RecordedRouter(
                name,
                Family.IPV4,
                51,
                "eth0",
                Set.of("eth0"),
                Optional.of(Inet4Address.ofLiteral("10.9.0.2")),
                List.of(new WatchedAddress(VIP, "eth0", Optional.empty())));
    }

    private void send(String host, byte[]... frames) {
        try (var sender = lab.inside(host, () -> FrameSender.open("eth0"))) {
            for (byte[] frame : frames) {
                sender.send(frame);
            }
        }
    }

    private long move(String instance) {
        var report = new TransitionReport(
                instance,
                new Action.Transition(
                        State.BACKUP,
                        State.ACTIVE,
                        Cause.ACTIVE_DOWN,
                        workers.clock().nanos()),
                "nobody was heard",
                0,
                Map.of(Phase.DETECTION, 0L),
                OptionalLong.empty(),
                Known.nothing());
        recorder.moved(new RecordedMove(++sequence, decidedAt, "gw1", report));
        return sequence;
    }

    private List<String> recorded(long number) {
        try {
            return recordings.of(number).map(FlightRecorderTest::frames).orElse(List.of()).stream()
                    .map(CapturedFrame::bytes)
                    .map(FlightRecorderTest::hex)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    private static List<CapturedFrame> frames(byte[] file) {
        try (var reader = new CaptureReader(new ByteArrayInputStream(file))) {
            var frames = new ArrayList<CapturedFrame>();
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get());
            }
            return frames;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until it captures. */
    private void awaitRecording(byte[] frame) {
        await().until(() -> {
            send("two", frame);
            long number = move("web");
            await().until(() -> recordings.last().orElse(0) >= number);
            return recorded(number).contains(hex(frame));
        });
    }

    @Test
    void whatBothSidesSentBeforeAMoveAndAMomentAfterIt() {
        awaitRecording(CLAIM);
        send("two", THEIRS, ANOTHER_ROUTERS, UNRELATED);
        long number = move("web");
        send("one", OURS);
        await().until(() -> !recorded(number).isEmpty());

        assertThat(recorded(number))
                .contains(hex(CLAIM), hex(THEIRS), hex(OURS))
                .doesNotContain(hex(ANOTHER_ROUTERS), hex(UNRELATED));
    }

    /** Read back from the machine's clocks it would be another one, if by microseconds. */
    @Test
    void itsTimeIsTheEntrys() throws IOException {
        decidedAt = Instant.parse("2026-01-01T12:00:00.361284Z");
        long number = move("web");
        await().until(() -> recordings.of(number).isPresent());

        try (var reader =
                new CaptureReader(new ByteArrayInputStream(recordings.of(number).orElseThrow()))) {
            var _ = reader.next();
            assertThat(reader.comment())
                    .isEqualTo("2026-01-01T12:00:00.361284Z web: BACKUP -> ACTIVE, active_down: nobody was heard"
                            + " (transition 1 of gw1)");
        }
    }

    @Test
    void theEndOfTheProcessIsNotWaitedForAndLosesNothing() throws InterruptedException {
        awaitRecording(CLAIM);
        send("one", OURS);
        long number = move("web");
        recorder.close();

        assertThat(recorded(number)).contains(hex(OURS));
    }

    @Test
    void aRouterThatIsTakenAwayHasItsLastMoveRecorded() {
        awaitRecording(CLAIM);
        recorder.watch(List.of());
        send("one", OURS);
        long number = move("web");
        await().until(() -> !recorded(number).isEmpty());

        assertThat(recorded(number)).contains(hex(CLAIM), hex(OURS));
        recorder.watch(List.of());
        move("web");
        assertThat(registry.get("havip.recordings.lost").counter().count()).isZero();
    }

    @Test
    void ofOneThatFlapsSomeMovesAreRecordedAndTheOthersCounted() {
        awaitRecording(CLAIM);
        for (int i = 0; i < 3 * FlightRecorder.PENDING_OF_ONE_MAX; i++) {
            move("web");
        }

        await().untilAsserted(() -> assertThat(
                        registry.get("havip.recordings.lost").counter().count())
                .isEqualTo(2.0 * FlightRecorder.PENDING_OF_ONE_MAX));
    }

    @Test
    void aFloodIsReadAtItsPaceAndTheRestCounted() {
        awaitRecording(CLAIM);
        byte[][] flood = new byte[60_000][];
        Arrays.fill(flood, CLAIM);
        send("two", flood);
        awaitRecording(THEIRS);

        assertThat(recorded(sequence))
                .as("it is in nobody's way")
                .hasSizeLessThanOrEqualTo(PacketRing.NEIGHBOURS_MAX + PacketRing.ADVERTISEMENTS_MAX);
        await().untilAsserted(() -> assertThat(
                        registry.get("havip.recorder.packets.lost").counter().count())
                .isPositive());
    }

    @Test
    void anInterfaceThatGoesAndComesBackIsToldOfOnceEachTime() {
        awaitRecording(CLAIM);
        lab.run("one", "ip", "link", "delete", "eth0");
        await().untilAsserted(() ->
                assertThat(told).singleElement().asString().startsWith("packets on eth0 are not recorded for now: "));
        lab.connect("one", "eth0", "10.77.0.1/24");
        await().untilAsserted(() -> assertThat(told).last().isEqualTo("packets on eth0 are recorded again"));
        awaitRecording(THEIRS);
    }
}
