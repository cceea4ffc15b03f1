package io.havip.sim;

/** Looks for a life that breaks a promise, in whatever version of the code it has been loaded with. */
public final class Search {
    private Search() {}

    /** What is thrown in the first of so many lives that is not lived to its end; empty where there is none. */
    public static String firstBrokenPromise(int seeds) {
        for (long seed = 0; seed < seeds; seed++) {
            try {
                new Cluster(seed, false).live();
            } catch (RuntimeException | AssertionError broken) {
                return broken + " (seed " + seed + ")";
            }
        }
        return "";
    }
}
