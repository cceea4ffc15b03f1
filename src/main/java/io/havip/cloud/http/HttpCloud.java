package io.havip.cloud.http;

import io.havip.cloud.CallLimits;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Provider;
import io.havip.cloud.api.ApiClient;
import io.havip.linux.Clock;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;

/** An API that the operator has described. */
final class HttpCloud implements Provider {
    private final HttpCloudSettings settings;
    private final ApiClient client;
    private final Clock clock;

    HttpCloud(HttpCloudSettings settings, CallLimits limits, Clock clock) {
        this.settings = settings;
        this.client = new ApiClient(limits, settings.authority());
        this.clock = clock;
    }

    @Override
    public List<CloudAddress> addresses(String instance, String interfaceName, List<InetAddress> addresses) {
        return addresses.stream()
                .<CloudAddress>map(address -> {
                    String text = IpAddress.text(address);
                    var values = new EnumMap<Placeholder, String>(Placeholder.class);
                    values.put(Placeholder.ADDRESS, text);
                    values.put(Placeholder.ID, settings.ids().getOrDefault(address, text));
                    values.put(Placeholder.NODE, settings.node());
                    values.put(Placeholder.INTERFACE, interfaceName);
                    values.put(Placeholder.INSTANCE, instance);
                    return new HttpCloudAddress(settings, client, clock, values);
                })
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
