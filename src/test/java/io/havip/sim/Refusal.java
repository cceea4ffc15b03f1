package io.havip.sim;

import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;

/**
 * Something that a kernel does not do: once, or for a while, and then each time, or now and then, so that it may succeed when it is
 * tried again.
 */
final class Refusal {
    private final String what;
    private final Dice dice;
    private boolean goesOn;
    private int errno;
    /** Why the next time only; 0 where it is not. */
    private int once;

    private boolean met;

    Refusal(String what, Dice dice) {
        this.what = what;
        this.dice = dice;
    }

    void begin() {
        begin(dice.oneOf(Errno.EPERM, Errno.ENOBUFS));
    }

    /** @param why EPERM each time, anything else now and then */
    void begin(int why) {
        goesOn = true;
        errno = why;
    }

    void end() {
        goesOn = false;
    }

    boolean goesOn() {
        return goesOn;
    }

    /** The next time only. */
    void once(int why) {
        once = why;
    }

    boolean comesOnce() {
        return once != 0;
    }

    /** Whether that has been so since this was last asked. */
    boolean metOnce() {
        boolean was = met;
        met = false;
        return was;
    }

    /** @throws ErrnoException if it is refused once, this time: and again when it is tried again at once */
    void meetFirst() {
        if (once != 0) {
            throw new ErrnoException(what, once, "refused once");
        }
    }

    /** @throws ErrnoException if it is refused this time */
    void meet() {
        if (once != 0) {
            int why = once;
            once = 0;
            met = true;
            throw new ErrnoException(what, why, "refused once");
        }
        if (goesOn && (errno == Errno.EPERM || dice.chance(0.5))) {
            throw new ErrnoException(what, errno, "refused");
        }
    }
}
