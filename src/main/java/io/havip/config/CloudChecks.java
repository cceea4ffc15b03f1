package io.havip.config;

import io.havip.announce.AnnouncedBy;
import io.havip.config.credentials.CredentialException;
import io.havip.config.credentials.CredentialFile;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.AwsOptions;
import io.havip.config.options.CloudOptions;
import io.havip.config.options.HttpCloudOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TencentOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.wire.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What has to hold between a cloud and the instances that call it, as far as it is known without asking. */
final class CloudChecks {
    private final Settings cloud;
    private final List<InstanceComposition> instances;
    private final Problems problems;

    /** @param instances those that call it are of interest */
    CloudChecks(Settings cloud, List<InstanceComposition> instances, Problems problems) {
        this.cloud = cloud;
        this.instances =
                instances.stream().filter(instance -> by(instance).calls()).toList();
        this.problems = problems;
    }

    private static AnnouncedBy by(InstanceComposition instance) {
        return instance.options().get(InstanceOptions.ANNOUNCE).get(AnnounceOptions.BY);
    }

    void run() {
        cloud.find(CloudOptions.TENCENT).ifPresent(tencent -> {
            areVirtual(tencent, TencentOptions.PUBLIC_ADDRESSES);
            isReadable(tencent, TencentOptions.CREDENTIALS);
        });
        cloud.find(CloudOptions.AWS).ifPresent(aws -> {
            areVirtual(aws, AwsOptions.ELASTIC_ADDRESSES);
            isReadable(aws, AwsOptions.CREDENTIALS);
        });
        cloud.find(CloudOptions.HTTP).ifPresent(http -> {
            areVirtual(http, HttpCloudOptions.IDS);
            isReadable(http, HttpCloudOptions.SECRET);
        });
        instances.forEach(this::isHeard);
        if (!cloud.has(CloudOptions.HTTP)) {
            instances.forEach(this::isIpv4);
        }
    }

    /** What stands for no virtual address would be without effect. */
    private <V> void areVirtual(Settings provider, Option<List<Located<Map.Entry<InetAddress, V>>>> option) {
        var virtual = instances.stream()
                .flatMap(instance -> instance.addresses().stream())
                .map(address -> address.value().address())
                .distinct()
                .toList();
        for (var pair : provider.find(option).orElse(List.of())) {
            if (!virtual.contains(pair.value().getKey())) {
                problems.error(
                        pair.place(),
                        IpAddress.text(pair.value().getKey()) + " is no virtual address that the cloud is asked for",
                        virtual.isEmpty()
                                ? "give it to an instance"
                                : "name one of "
                                        + virtual.stream().map(IpAddress::text).collect(Collectors.joining(", ")));
            }
        }
    }

    private void isReadable(Settings provider, Option<Path> option) {
        provider.written(option).ifPresent(file -> {
            try {
                var _ = CredentialFile.secret(file.value());
            } catch (CredentialException e) {
                ManagementChecks.report(problems, file.place(), e);
            }
        });
    }

    private void isHeard(InstanceComposition instance) {
        if (!instance.options().has(InstanceOptions.UNICAST)) {
            problems.notice(
                    instance.options()
                            .written(InstanceOptions.MULTICAST)
                            .map(Located::place)
                            .orElse(instance.name().place()),
                    "clouds' networks have no multicast: name the other nodes as unicast peers");
        }
    }

    private void isIpv4(InstanceComposition instance) {
        boolean some = instance.addresses().stream()
                .anyMatch(address -> address.value().address() instanceof Inet6Address);
        if (some && by(instance) == AnnouncedBy.API) {
            problems.error(
                    instance.options()
                            .get(InstanceOptions.ANNOUNCE)
                            .located(AnnounceOptions.BY)
                            .place(),
                    "this cloud is asked for IPv4 addresses alone, so that those of IPv6 would not even be announced",
                    "write both, or arp");
        } else if (some) {
            problems.notice(
                    instance.name().place(),
                    "this cloud is asked for IPv4 addresses alone: the others of this instance are announced, and nothing else");
        }
    }
}
