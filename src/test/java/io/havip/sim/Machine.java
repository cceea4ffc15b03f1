package io.havip.sim;

import io.havip.linux.Errno;
import io.havip.vrrp.State;
import java.net.InetAddress;

/** The host of a node, as far as the agent is not to blame for it: what its kernel has, and what goes wrong with that. */
final class Machine {
    private static final long SLOWNESS_NANOS_MAX = 400_000_000L;
    /** Ten years. */
    private static final long STEP_MILLIS_MAX = 315_000_000_000L;

    private static final long SIGNED_STEP_MILLIS_MAX = 2_000L;

    private final Node node;
    private final Story story;
    private final VirtualKernel kernel;
    private final Refusal sending;
    private final Dice dice;
    private boolean robbed;
    private boolean unplugged;
    private long clockAheadMillis;

    Machine(Node node, VirtualKernel kernel, Dice dice, Story story) {
        this.node = node;
        this.kernel = kernel;
        this.dice = dice;
        this.story = story;
        this.sending = new Refusal("sendmsg", dice);
    }

    VirtualKernel kernel() {
        return kernel;
    }

    /** How far its clock of the day is ahead of the true time. */
    long clockAheadMillis() {
        return clockAheadMillis;
    }

    /**
     * The clock of the day is set. Nothing may depend on it but the trailers of those who sign: their clocks may differ by no more
     * than the window of their settings, and don't go back.
     */
    void stepClock(boolean signs) {
        clockAheadMillis = signs
                ? Math.max(clockAheadMillis, dice.between(0, SIGNED_STEP_MILLIS_MAX))
                : dice.between(-STEP_MILLIS_MAX, STEP_MILLIS_MAX);
        story.tell(() -> node + " has its clock set to " + clockAheadMillis + " ms ahead");
    }

    boolean unplugged() {
        return unplugged;
    }

    void unplug() {
        unplugged = true;
        kernel.changeCarrier(false);
    }

    void plugIn() {
        unplugged = false;
        kernel.changeCarrier(true);
    }

    /** The kernel takes its time for each address. */
    void slowDown() {
        long nanos = dice.between(1, SLOWNESS_NANOS_MAX);
        story.tell(() -> node + " takes " + nanos + " ns to bind an address");
        kernel.slowDown(nanos);
    }

    void speedUp() {
        kernel.slowDown(0);
    }

    /** That which promises are about. */
    private InetAddress address() {
        return node.settings().addresses().getFirst();
    }

    /** @throws io.havip.linux.ErrnoException if it refuses to send */
    void checkSend() {
        kernel.checkSend();
        sending.meet();
    }

    /** The agent has done what there was to do for it. */
    void looked() {
        robbed &= kernel.unread();
    }

    /** Whether its host may refuse to send. */
    boolean mute() {
        return sending.goesOn();
    }

    /** Whether the addresses are bound in the kernel, whatever the agent does or thinks. */
    boolean bound() {
        return kernel.bound(address());
    }

    /** Whether it answers nobody, whatever it has bound. */
    boolean paused() {
        return kernel.paused();
    }

    /** Whether it has the addresses because somebody else has bound them for good. */
    boolean strayed() {
        return kernel.boundForGood(address());
    }

    /** Whether somebody else may have taken the addresses since it last saw what it has. */
    boolean robbed() {
        return robbed || uninformed();
    }

    /** Whether it hears nothing, and can't know. */
    boolean deaf() {
        return kernel.deaf();
    }

    /** Whether advertisements wait to be read. */
    boolean hasReceived() {
        return kernel.hasReceived();
    }

    /** Whether it has yet to read what it was not told. */
    boolean unread() {
        return kernel.unread();
    }

    /** Its interface is replaced by another one of the same name. */
    void replaceInterface(boolean told) {
        robbed = true;
        suffers("has another interface", told, kernel::replaceInterface);
    }

    void forgetGroups() {
        suffers("hears its groups no longer", true, kernel::forgetGroups);
    }

    /** Somebody else takes away an address that it holds. */
    void takeAddress(boolean told) {
        robbed = true;
        suffers("is robbed of its address", told, () -> kernel.takeAway(address()));
    }

    /** Somebody else binds its address, as long as it is awake to see that. An owner's is the host's own, and stays. */
    boolean bindAddress(boolean told) {
        if (node.awake() && node.state() == State.BACKUP && !node.settings().owner()) {
            var vip = node.vip();
            suffers("is given an address", told, () -> kernel.bindForGood(vip.address(), vip.prefixLength()));
            return true;
        }
        return false;
    }

    /** @param told whether the agent hears of it, or only that it has missed something */
    private void suffers(String what, boolean told, Runnable mishap) {
        story.tell(() -> node + " " + what + (told ? "" : ", and is not told"));
        mishap.run();
        if (!told) {
            kernel.overrun();
        }
    }

    /** What its agent sends does not leave it. */
    void refuseSending() {
        story.tell(() -> node + " refuses to send");
        sending.begin();
        kernel.frames().begin(Errno.ENOBUFS);
    }

    void allowSending() {
        story.tell(() -> node + " sends again");
        sending.end();
        kernel.frames().end();
    }

    /** One advertisement, one renewal of the addresses, and one first announcement, is refused, and would not be if it were tried again. */
    void refuseOnce(int why) {
        story.tell(() -> node + " refuses once, with errno " + why);
        sending.once(why);
        kernel.renewals().once(why);
        kernel.frames().once(why);
    }

    /** Whether some of that is yet to come. */
    boolean refusesOnce() {
        return sending.comesOnce() || kernel.renewals().comesOnce();
    }

    /** Whether a renewal, and nothing else, has been refused since this was last asked. */
    boolean renewalRefused() {
        return kernel.renewals().metOnce() && !kernel.changes().goesOn();
    }

    /** What its agent wants of the kernel is not done. */
    void refuseChanges() {
        story.tell(() -> node + " refuses to change addresses");
        kernel.changes().begin();
    }

    void allowChanges() {
        story.tell(() -> node + " changes addresses again");
        kernel.changes().end();
    }

    /** Notifications are lost, and what there is can't be read. */
    void overrun() {
        story.tell(() -> node + " loses notifications");
        kernel.readings().begin();
        kernel.overrun();
    }

    /** Whether it may not know what there is. */
    boolean uninformed() {
        return kernel.readings().goesOn();
    }

    void allowReadings() {
        kernel.readings().end();
    }

    /** Whether the kernel would not do with the addresses what the agent wanted last. */
    boolean neglected() {
        return kernel.neglects(address());
    }
}
