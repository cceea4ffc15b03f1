package io.havip.gateway;

import io.havip.announce.WatchedAddress;
import io.havip.cloud.CloudOwnership.Wanted;
import io.havip.gateway.settings.InstanceSettings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a cloud is asked for: the addresses of those instances that say so, on the interfaces that it knows of. */
public final class CloudAddresses {
    private CloudAddresses() {}

    public static List<Wanted> of(List<InstanceSettings> instances) {
        return instances.stream()
                .map(instance -> new Wanted(
                        instance.name(),
                        instance.moving().announcements().by().calls()
                                ? instance.watchedAddresses().stream()
                                        .collect(Collectors.groupingBy(
                                                WatchedAddress::baseName,
                                                Collectors.mapping(WatchedAddress::address, Collectors.toList())))
                                : Map.of()))
                .toList();
    }
}
