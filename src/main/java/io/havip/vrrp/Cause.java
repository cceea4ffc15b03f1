package io.havip.vrrp;

/** Why a virtual router changed its state. There is no transition without one. */
public enum Cause {
    /** It began to take part. */
    STARTUP,
    /** The Active fell silent: the Active_Down_Timer fired. */
    ACTIVE_DOWN,
    /** The Active released the role with priority 0. */
    RELEASE_HEARD,
    /** The Active has a lower priority than we have. */
    PREEMPTION,
    /** As Active, an advertisement with a higher priority, or an equal one from a greater address, was heard. */
    BETTER_HEARD,
    /** Something that is tracked without a weight failed. */
    FAULT,
    /** Everything that is tracked without a weight works again. */
    RECOVERY,
    /** As Active, it could not run for so long that others must have taken it for gone. */
    STALL,
    /** It was told to stop. */
    SHUTDOWN
}
