package io.havip.observe.journal;

import io.havip.cloud.Ownership.Change;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.Circumstances;
import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.observe.InstanceStatus.Role;
import io.havip.observe.Since;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Family;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.vrrp.Version;
import io.havip.vrrp.Wait;
import io.havip.wire.AddressClaim;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One entry of each kind, at noon. */
final class Entries {
    static final long NOW_NANOS = 5_000_000_000L;

    /** 2026-01-01T12:00:00.000007Z, five seconds after the machine's start. */
    static final Clock NOON = new Clock() {
        @Override
        public long nanos() {
            return NOW_NANOS;
        }

        @Override
        public long epochMillis() {
            return 1_767_268_800_000L;
        }

        @Override
        public long epochNanos() {
            return 1_767_268_800_000_007_000L;
        }
    };

    static final InstanceStatus.Identity WEB = new InstanceStatus.Identity(
            "web",
            51,
            "eth0",
            Family.IPV4,
            100,
            0,
            List.of(),
            List.of(new InstanceStatus.Address(InetAddress.ofLiteral("10.77.0.100"), 24, "eth0", true)));

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.77.0.100");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("10.77.0.3");
    private static final Finding SAME_PRIORITY = new Finding(
            Finding.Kind.SAME_PRIORITY, "10.77.0.3 has priority 100 too", "give each router a priority of its own");
    private static final Verdict ILL =
            new Verdict("haproxy", false, OptionalInt.empty(), "process 4711 exited", NOW_NANOS - 700_000_000L);
    private static final Verdict FILE =
            new Verdict("maintenance", true, OptionalInt.of(3), "holds 3", NOW_NANOS - 60_000_000_000L);

    private static final Circumstances.Own BACKUP = new Circumstances.Own(
            Version.V3,
            Optional.of(InetAddress.ofLiteral("10.77.0.2")),
            Optional.of(new Wait(
                    100_000_000L,
                    60_937_500L,
                    360_937_500L,
                    NOW_NANOS - 362_000_000L,
                    NOW_NANOS - 1_062_500L,
                    NOW_NANOS - 500_000_000L,
                    2_000_000_000L)));

    private Entries() {}

    static Entry.Transition takeover() {
        var former = new InstanceStatus(
                new Role(State.BACKUP, false, 100, 361_000_000L),
                Optional.of(new Peer(PEER, 150)),
                0,
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(SAME_PRIORITY),
                Since.NOTHING);
        var known = new Circumstances(
                BACKUP,
                former,
                100,
                List.of(
                        new Circumstances.Heard(OTHER, 0, NOW_NANOS - 2_000_000_000L),
                        new Circumstances.Heard(PEER, 150, NOW_NANOS - 362_000_000L)),
                Map.of(),
                List.of(FILE),
                12_345L);
        return new Entry.Transition(
                WEB,
                new TransitionReport(
                        "web",
                        new Action.Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, NOW_NANOS - 362_000_000L),
                        "10.77.0.1 (priority 150) fell silent",
                        0,
                        Map.of(
                                Phase.DETECTION, 361_012_345L,
                                Phase.ADVERTISE, 112_000L,
                                Phase.BIND, 148_999L,
                                Phase.ANNOUNCE, 402_000L),
                        TransitionReport.bound(former, State.ACTIVE),
                        known));
    }

    private static Entry.Transition fault() {
        var known = new Circumstances(
                new Circumstances.Own(Version.V3, Optional.empty(), Optional.empty()),
                InstanceStatus.initial(100, 361_000_000L),
                100,
                List.of(),
                Map.of("haproxy", "process 4711 exited"),
                List.of(ILL),
                0);
        return new Entry.Transition(
                WEB,
                new TransitionReport(
                        "web",
                        new Action.Transition(State.ACTIVE, State.FAULT, Cause.FAULT, NOW_NANOS - 700_000_000L),
                        "haproxy process 4711 exited",
                        0,
                        Map.of(Phase.DETECTION, 1_000_000L),
                        OptionalLong.empty(),
                        known));
    }

    static List<Entry> ofEachKind() {
        var claim = new AddressClaim(ADDRESS, MacAddress.parse("02:00:00:00:00:2a"), true);
        return List.of(
                takeover(),
                fault(),
                new Entry.FirstTraffic(WEB, takeover().report(), ADDRESS, 1_934_567L),
                new Entry.Verified(
                        WEB,
                        takeover().report(),
                        "10.77.0.100 at aws",
                        Map.of(
                                Phase.API_CALL,
                                412_000_000L,
                                Phase.API_EFFECT,
                                1_912_000_000L,
                                Phase.VERIFIED,
                                2_030_000_000L)),
                new Entry.Ownership(WEB, Change.CORRECTED, "10.77.0.100 at aws: i-2 had got it: had back after 1.5 s"),
                new Entry.Found(WEB, SAME_PRIORITY),
                new Entry.Gone(WEB, Finding.Kind.SAME_PRIORITY),
                new Entry.Hold(WEB, Optional.of("lost the role to haproxy again and again")),
                new Entry.Hold(WEB, Optional.empty()),
                new Entry.TrackerChange(ILL),
                new Entry.TrackerChange(FILE),
                new Entry.Conflict(WEB, claim, 3),
                new Entry.Repair(WEB, ADDRESS, Optional.empty(), 1),
                new Entry.Repair(WEB, ADDRESS, Optional.of("there is no interface eth0"), 1),
                new Entry.Stall(123_456_789L, 2),
                new Entry.Haproxy(
                        Entry.HaproxyChange.ANSWERS, OptionalLong.of(4711), Optional.of("3.0.11"), "HAProxy answers"),
                new Entry.Haproxy(
                        Entry.HaproxyChange.RELOAD_REFUSED, OptionalLong.empty(), Optional.empty(), "HAProxy goes on"),
                new Entry.Reload(true, List.of("mail"), List.of("web"), List.of("ftp"), "reloaded: new: mail"),
                new Entry.Start("1.0", 123, 2),
                new Entry.End());
    }
}
