package io.havip.sim;

/** A wrong version of the code: in one place something else is written. */
public enum PlantedFault {
    NO_SKEW("vrrp/Version", "return (256 - priority) * unit / 256;", "return 0;"),
    SKEW_UPSIDE_DOWN("vrrp/Version", "return (256 - priority) * unit / 256;", "return priority * unit / 256;"),
    SIGNED_TIE_BREAK(
            "vrrp/VirtualRouter",
            "Arrays.compareUnsigned(source.getAddress(), localAddress.getAddress()) > 0",
            "Arrays.compare(source.getAddress(), localAddress.getAddress()) > 0"),
    NOBODY_WINS_A_TIE(
            "vrrp/VirtualRouter",
            "Arrays.compareUnsigned(source.getAddress(), localAddress.getAddress()) > 0",
            "false"),
    LEASE_TOO_SHORT(
            "vrrp/Tenure",
            "return Math.max(LEASE_SECONDS_MIN, Math.ceilDiv(settings.activeDownIntervalNanos(), SECOND_NANOS));",
            "return LEASE_SECONDS_MIN;"),
    LEASE_TOO_LONG(
            "vrrp/Tenure",
            "return Math.max(LEASE_SECONDS_MIN, Math.ceilDiv(settings.activeDownIntervalNanos(), SECOND_NANOS));",
            "return 10 * Math.max(LEASE_SECONDS_MIN, Math.ceilDiv(settings.activeDownIntervalNanos(), SECOND_NANOS));"),
    LEASE_RENEWED_TOO_LATE(
            "vrrp/Tenure",
            "(leaseSeconds() * SECOND_NANOS - settings.activeDownIntervalNanos()) / 8",
            "leaseSeconds() * SECOND_NANOS"),
    ADDRESSES_BEFORE_THE_ADVERTISEMENT("vrrp/VirtualRouter", """
                send(nowNanos);
                actions.add(new TakeAddresses());
        """, """
                    actions.add(new TakeAddresses());
                    send(nowNanos);
            """),
    ANNOUNCED_BEFORE_BOUND("vrrp/VirtualRouter", """
                actions.add(new TakeAddresses());
                actions.add(new Announce());
        """, """
                    actions.add(new Announce());
                    actions.add(new TakeAddresses());
            """),
    STALL_UNNOTICED(
            "vrrp/Tenure", "return nowNanos - lastSentAtNanos > settings.activeDownIntervalNanos();", "return false;"),
    LOST_TIME_IS_MADE_UP_FOR("vrrp/Tenure", "if (nextSentAtNanos <= nowNanos) {", "if (false) {"),
    YIELDS_NOW_AND_THEN(
            "vrrp/VirtualRouter",
            "return isBetter(heard.advertisement(), heard.source())",
            "return isBetter(heard.advertisement(), heard.source()) && nowNanos % 2 == 0"),
    YIELDS_WITHOUT_A_WORD("vrrp/VirtualRouter", "if (cause == Cause.BETTER_HEARD) {", "if (cause == Cause.UNHEARD) {"),
    ANNOUNCEMENT_DROPPED_THAT_IS_DUE_TOO_SOON(
            "vrrp/Tenure", "if (due) {\n            contested = false;", "contested = false;\n        if (due) {"),
    ENDS_WITHOUT_A_RELEASE(
            "vrrp/VirtualRouter",
            "actions.add(new SendAdvertisement(settings.advertisement(Advertisement.RELEASE_PRIORITY)));",
            ""),
    ADDRESSES_STAY_AFTER_THE_ROLE("vrrp/VirtualRouter", """
                    keptUntilNanos = NEVER;
                    actions.add(new ReleaseAddresses());
        """, """
                        keptUntilNanos = NEVER;
            """),
    END_WAITS_TOO_LONG(
            "vrrp/VirtualRouter",
            "keptUntilNanos = nowNanos + settings.activeDownIntervalNanos();",
            "keptUntilNanos = nowNanos + 20 * settings.activeDownIntervalNanos();"),
    SUCCESSOR_IS_NOT_HEARD(
            "vrrp/VirtualRouter", "if (state == State.INITIALIZE && !heard", "if (state == State.FAULT && !heard"),
    PREEMPT_DELAY_IGNORED("vrrp/VirtualRouterSettings", "toleratedNanos >= delayNanos", "toleratedNanos >= 0"),
    NOPREEMPT_IGNORED("vrrp/VirtualRouterSettings", "preempt && toleratedNanos", "toleratedNanos"),
    TIMER_SET_BACK(
            "vrrp/Vigil",
            "lastHeardAtNanos = Math.max(lastHeardAtNanos, fromNanos);",
            "lastHeardAtNanos = Math.min(lastHeardAtNanos, fromNanos);"),
    ACTIVES_INTERVAL_IGNORED("vrrp/Vigil", "activeIntervalNanos = heard.advertisement().intervalNanos();", ""),
    RELEASE_IS_SILENCE(
            "vrrp/Vigil", "settings.has(Reaction.FAST_RELEASE) ? 0 : skewTimeNanos()", "activeDownIntervalNanos()"),
    MUTE_AND_ACTIVE_FOR_EVER("vrrp/Audibility", "return refused && nowNanos", "return false && nowNanos"),
    REFUSED_SEND_IS_NOT_TRIED_AGAIN("gateway/instance/Advertiser", "if (!e.passing()) {", "if (true) {"),
    REFUSED_RENEWAL_IS_A_LOSS(
            "gateway/instance/AddressBinding", "if (e.passing() && interfaces.leased(ours)) {", "if (false) {"),
    LATE_IS_DEAD("gateway/loop/ProtocolLoop", """
                for (var socket : sockets) {
                    socket.receive();
                }
                readNotifications();
                if (!mailbox.isEmpty()) {
                    readMail(wokeNanos);
                }
                deadlines.reach(wokeNanos, host);
        """, """
                    deadlines.reach(wokeNanos, host);
                    for (var socket : sockets) {
                        socket.receive();
                    }
                    readNotifications();
                    readMail(wokeNanos);
            """),
    RELOAD_FORGETS_THE_CHANGED(
            "gateway/loop/ProtocolLoop",
            ".forEach((instance, settings) -> chores.add(now -> instance.change(settings, now), nowNanos));",
            ".forEach((instance, settings) -> {});"),
    NOTHING_IS_COMPARED(
            "gateway/loop/ProtocolLoop", "compareAt(nowNanos + COMPARISON_NANOS);", "compareAt(Long.MAX_VALUE);"),
    VERDICT_OUTLIVES_ITS_TRACKER(
            "health/WorkerTracker", "say(unhealthy(\"the tracker itself has failed: \" + failure));", ""),
    GROUP_TAKES_OVER_IN_PART(
            "gateway/instance/SyncGroup", "member.state() == State.ACTIVE || member.due(nowNanos)", "true"),
    GROUP_YIELDS_ALONE("gateway/instance/SyncGroup", "member.yieldWithGroup(nowNanos);", ""),
    EVERYBODYS_ADDRESSES_STAY("gateway/instance/AddressBinding", "if (state == State.ACTIVE ||", "if (true ||"),
    PREFIX_OF_A_REMOVAL_IS_WRONG(
            "gateway/instance/AddressBinding",
            "boolean removed = network.deleteAddress(address);",
            "boolean removed = network.deleteAddress(new AddressIdentity(address.interfaceIndex(),"
                    + " address.address(), address.prefixLength() - 1, address.peer()));"),
    LAST_RESORT_WAITS_FOR_NOTHING(
            "gateway/instance/LastResort",
            "return phase == Phase.WAITING && nowNanos >= sinceNanos + patienceNanos(router);",
            "return phase == Phase.WAITING;"),
    LAST_RESORT_FOR_EVER(
            "gateway/instance/LastResort",
            "return phase == Phase.SERVING && nowNanos - sinceNanos >= retryNanos;",
            "return false;"),
    LAST_RESORT_FORGETS_THAT_IT_IS_WELL(
            "gateway/instance/Participation",
            "lastResort.weigh(mayServe, mayServe && router.lastResort(), nowNanos);",
            "lastResort.weigh(mayServe, router.lastResort(), nowNanos);"),
    HELD_BACK_FROM_AN_ELECTION(
            "vrrp/Vigil",
            "takeoverNanos = seenAtNanos + inNanos;",
            "takeoverNanos = Math.max(heldUntilNanos, seenAtNanos + inNanos);"),
    HELD_BACK_FOR_EVER(
            "gateway/instance/Damping", "untilNanos = nowNanos + holdNanos;", "untilNanos = VirtualRouter.NEVER;"),
    NOT_HELD_BACK("vrrp/Vigil", "atNanos >= heldUntilNanos && ", ""),
    VERSIONS_ARE_NOT_TOLD_APART(
            "gateway/instance/ReceiveChecks",
            "if (advertisement.version() != router.version()) {",
            "if (advertisement == null) {"),
    DISCARDS_WITHOUT_A_WORD("gateway/instance/Reception", "doctor.discarded(reason, datagram, packet, at);", ""),
    CLAIMS_OF_THE_PREDECESSOR_COUNT(
            "gateway/instance/AddressBinding", "held.getValue().sinceNanos() <= seen.capturedAtNanos()", "true");

    private final String type;
    private final String right;
    private final String wrong;

    /**
     * @param type its path beneath the project's own package
     * @param right what is written there, once
     * @param wrong what is written instead
     */
    PlantedFault(String type, String right, String wrong) {
        this.type = type;
        this.right = right;
        this.wrong = wrong;
    }

    /** The source that it is in, beneath the folder of sources. */
    public String file() {
        return "io/havip/" + type + ".java";
    }

    /** @throws IllegalArgumentException if the place is there no longer, or twice */
    public String plant(String source) {
        int place = source.indexOf(right);
        if (place < 0 || source.indexOf(right, place + 1) >= 0) {
            throw new IllegalArgumentException(type + " has not exactly once: " + right);
        }
        return source.replace(right, wrong);
    }
}
