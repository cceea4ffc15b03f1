package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import java.util.Optional;

/** The provider's region that this node is in: as configured, or as the metadata say, which are asked once. */
public final class Region {
    private final InstanceMetadata metadata;
    private volatile Optional<String> name;

    /** @param configured empty: as the metadata say */
    public Region(Optional<String> configured, InstanceMetadata metadata) {
        this.name = configured;
        this.metadata = metadata;
    }

    public String name() throws CallFailed, InterruptedException {
        if (name.isEmpty()) {
            name = Optional.of(metadata.name("placement/region"));
        }
        return name.get();
    }

    /** In words, without asking anybody. */
    public static String place(Optional<String> configured) {
        return configured.map(name -> "region " + name).orElse("region from the metadata service");
    }
}
