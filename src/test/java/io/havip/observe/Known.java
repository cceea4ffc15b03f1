package io.havip.observe;

import io.havip.vrrp.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What routers knew when they moved, for tests of something else. */
public final class Known {
    private Known() {}

    /** Nobody has been heard, nothing is wrong, and nothing is followed. */
    public static Circumstances nothing() {
        return nothing(InstanceStatus.initial(100, 0));
    }

    /** Likewise, of one that was so before. */
    public static Circumstances nothing(InstanceStatus former) {
        return new Circumstances(
                new Circumstances.Own(Version.V3, Optional.empty(), Optional.empty()),
                former,
                100,
                List.of(),
                Map.of(),
                List.of(),
                0);
    }
}
