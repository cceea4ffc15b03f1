package io.havip.sim;

import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;

/** Something that a kernel does not do, for a while: each time, or now and then, so that it may succeed when it is tried again. */
final class Refusal {
    private final String what;
    private final Dice dice;
    private boolean goesOn;
    private int errno;

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

    /** @throws ErrnoException if it is refused this time */
    void meet() {
        if (goesOn && (errno == Errno.EPERM || dice.chance(0.5))) {
            throw new ErrnoException(what, errno, "refused");
        }
    }
}
