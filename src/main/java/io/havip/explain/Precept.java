package io.havip.explain;

import java.util.Optional;

/** The rule for each cause of a transition: where it stands, and what it says. */
public enum Precept {
    STARTUP_OWNER("6.4.1", "the owner of the addresses becomes Active as soon as it takes part"),
    STARTUP("6.4.1", "who begins to take part listens first, as a Backup, for its Active_Down_Interval"),
    ACTIVE_DOWN("6.4.2", "a Backup that hears nothing for its Active_Down_Interval becomes Active"),
    RELEASE_HEARD("6.4.2", "a Backup that hears priority 0 becomes Active after its Skew_Time"),
    FAST_RELEASE(
            "6.4.2",
            "a Backup that hears priority 0 becomes Active after its Skew_Time; as the only one who can, at once"),
    PREEMPTION("6.4.2", "a Backup that may preempt takes no notice of lower priorities, and its timer runs out"),
    BETTER_HEARD(
            "6.4.3",
            "an Active that hears a higher priority, or its own from a greater address, becomes a Backup at once"),
    SHUTDOWN("6.4.3", "an Active that is told to stop sends priority 0, and takes part no longer"),
    SHUTDOWN_BACKUP("6.4.2", "a Backup that is told to stop takes part no longer"),
    FAULT(
            "",
            "an Active that something fails of which it is to serve sends priority 0, as at a shutdown, and takes no part"),
    FAULT_BACKUP("", "a router that something fails of which it is to serve takes no part"),
    RECOVERY("6.4.1", "who takes part again listens first, as a Backup, for its Active_Down_Interval"),
    LAST_RESORT(
            "",
            "where nobody is heard for an Active_Down_Interval, one whose faults may be borne serves with priority 1"),
    LAST_RESORT_RETRY(
            "", "the last resort falls silent now and then, for those who take over from nobody that advertises"),
    STALL("", "an Active that could not advertise for its Active_Down_Interval gives way before it sends anything"),
    GROUP("", "the routers of a sync group move together: when one gives up the role all do"),
    SEND_REFUSED("", "an Active none of whose advertisements leave its host gives way to whom it hears"),
    UNHEARD("", "an Active gives way to a lower priority that goes on, and so does not hear it (yield-when-unheard)");

    private final String section;
    private final String text;

    Precept(String section, String text) {
        this.section = section;
        this.text = text;
    }

    /** Of RFC 9568, and of RFC 3768 too; empty for what goes beyond them. */
    public Optional<String> section() {
        return section.isEmpty() ? Optional.empty() : Optional.of(section);
    }

    public String text() {
        return text;
    }

    /** That of a transition; empty for causes of a later version. */
    static Optional<Precept> of(Move move, Optional<Clause.Timer> timer) {
        return Optional.ofNullable(
                switch (move.cause()) {
                    case "startup" -> move.takes() ? STARTUP_OWNER : STARTUP;
                    case "active_down" -> ACTIVE_DOWN;
                    case "release_heard" ->
                        timer.filter(due -> due.waitMicros() < due.skewMicros()).isPresent()
                                ? FAST_RELEASE
                                : RELEASE_HEARD;
                    case "preemption" -> PREEMPTION;
                    case "better_heard" -> BETTER_HEARD;
                    case "shutdown" -> move.gives() ? SHUTDOWN : SHUTDOWN_BACKUP;
                    case "fault" -> move.gives() ? FAULT : FAULT_BACKUP;
                    case "recovery" -> move.takes() ? STARTUP_OWNER : RECOVERY;
                    case "last_resort" -> LAST_RESORT;
                    case "last_resort_retry" -> LAST_RESORT_RETRY;
                    case "stall" -> STALL;
                    case "group" -> GROUP;
                    case "send_refused" -> SEND_REFUSED;
                    case "unheard" -> UNHEARD;
                    default -> null;
                });
    }
}
