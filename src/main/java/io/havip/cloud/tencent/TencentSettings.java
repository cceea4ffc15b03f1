package io.havip.cloud.tencent;

import io.havip.cloud.CallLimits;
import io.havip.cloud.Provider;
import io.havip.cloud.ProviderSettings;
import io.havip.cloud.api.Region;
import io.havip.linux.Clock;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of Tencent Cloud.
 *
 * @param endpoint where the API is
 * @param metadata where an instance's metadata are
 * @param region empty: as the metadata say
 * @param interfaceId this node's network interface; empty: the one that has the MAC address of the virtual router's
 * @param credentials a file with the lines {@code secret_id} and {@code secret_key} under {@code [default]}; empty: the
 *     environment's, or those of the instance's role
 * @param authority a PEM file: who has signed the certificate of the endpoint; empty: those whom the JDK trusts
 * @param publicAddresses elastic addresses by the virtual addresses whose HAVIPs they are to be bound to
 */
public record TencentSettings(
        URI endpoint,
        URI metadata,
        Optional<String> region,
        Optional<String> interfaceId,
        Optional<Path> credentials,
        Optional<Path> authority,
        Map<InetAddress, InetAddress> publicAddresses)
        implements ProviderSettings {
    public static final URI ENDPOINT = URI.create("https://vpc.tencentcloudapi.com");
    public static final URI METADATA = URI.create("http://metadata.tencentyun.com");

    static final String NAME = "tencent";

    public TencentSettings {
        publicAddresses = Map.copyOf(publicAddresses);
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
        return new Tencent(this, limits, clock, System.getenv());
    }
}
