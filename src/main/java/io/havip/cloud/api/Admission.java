package io.havip.cloud.api;

/** Whether security groups let a peer's advertisements in. */
public enum Admission {
    YES,
    NO,
    /** A rule names a list of addresses that is not asked for, or the groups contradict each other. */
    UNKNOWN
}
