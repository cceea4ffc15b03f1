package io.havip.cloud;

/** Looks for a world in which a promise is broken. */
public final class CloudSearch {
    private CloudSearch() {}

    /** @return what was broken first, with its seed; empty where nothing was */
    public static String firstBrokenPromise(int seeds) {
        for (long seed = 0; seed < seeds; seed++) {
            try {
                new CloudWorld(seed).live();
            } catch (BrokenCloudPromise broken) {
                return "seed " + seed + ": " + broken.getMessage();
            }
        }
        return "";
    }
}
