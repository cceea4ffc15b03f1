package io.havip.sim;

/** Something happened, or did not happen, against what the protocol promises. */
final class BrokenPromise extends AssertionError {
    BrokenPromise(String what) {
        super(what);
    }
}
