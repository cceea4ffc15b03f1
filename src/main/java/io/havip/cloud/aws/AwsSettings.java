package io.havip.cloud.aws;

import io.havip.cloud.CallLimits;
import io.havip.cloud.Provider;
import io.havip.cloud.ProviderSettings;
import io.havip.cloud.api.Region;
import io.havip.linux.Clock;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of Amazon's EC2.
 *
 * @param endpoint where the API is; empty: that of the region
 * @param metadata where an instance's metadata are
 * @param region empty: as the metadata say
 * @param interfaceId this node's network interface; empty: the one that has the MAC address of the virtual router's
 * @param credentials a file with the lines {@code aws_access_key_id} and {@code aws_secret_access_key} under {@code [default]};
 *     empty: the environment's, or those of the instance's role
 * @param authority a PEM file: who has signed the certificate of the endpoint; empty: those whom the JDK trusts
 * @param elasticAddresses public addresses by the virtual addresses that they belong to
 * @param routeTables where the virtual addresses are routes to an interface; none: they are addresses of it
 */
public record AwsSettings(
        Optional<URI> endpoint,
        URI metadata,
        Optional<String> region,
        Optional<String> interfaceId,
        Optional<Path> credentials,
        Optional<Path> authority,
        Map<InetAddress, InetAddress> elasticAddresses,
        List<String> routeTables)
        implements ProviderSettings {
    public static final URI METADATA = URI.create("http://169.254.169.254");

    static final String NAME = "aws";

    public AwsSettings {
        elasticAddresses = Map.copyOf(elasticAddresses);
        routeTables = List.copyOf(routeTables);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String place() {
        return Region.place(region);
    }

    @Override
    public Provider open(CallLimits limits, Clock clock) {
        return new Aws(this, limits, clock, System.getenv());
    }
}
