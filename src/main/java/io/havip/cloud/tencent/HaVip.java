package io.havip.cloud.tencent;

import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.Port;
import java.util.List;
import java.util.Optional;

/**
 * A highly available virtual address, as {@code DescribeHaVips} tells it.
 *
 * @param holder the interface that has announced it last, or the instance; empty where nobody has
 * @param publicAddress the elastic address that is bound to it
 * @param range the instances and interfaces that may hold it; empty where all of the subnet may
 */
record HaVip(
        String id,
        String subnet,
        Optional<String> holder,
        Optional<String> publicAddress,
        Optional<List<String>> range) {

    /** The one of an address, where the answer has it. */
    static Optional<HaVip> of(ApiJson response, String address) {
        return response.get("HaVipSet").items().stream()
                .filter(item -> item.get("Vip").text().filter(address::equals).isPresent())
                .findFirst()
                .flatMap(item -> item.get("HaVipId").text().map(id -> read(item, id)));
    }

    private static HaVip read(ApiJson item, String id) {
        return new HaVip(
                id,
                item.get("SubnetId").text().orElse(""),
                item.get("NetworkInterfaceId")
                        .text()
                        .or(() -> item.get("InstanceId").text()),
                item.get("AddressIp").text(),
                item.get("CheckAssociate").isTrue() ? Optional.of(range(item)) : Optional.empty());
    }

    private static List<String> range(ApiJson item) {
        return item.get("HaVipAssociationSet").items().stream()
                .flatMap(each -> each.get("InstanceId").text().stream())
                .toList();
    }

    boolean isAt(Port port) {
        return holder.filter(known -> known.equals(port.id()) || known.equals(port.instance()))
                .isPresent();
    }

    boolean mayBeAt(Port port) {
        return subnet.equals(port.subnet())
                && range.map(allowed -> allowed.contains(port.id()) || allowed.contains(port.instance()))
                        .orElse(true);
    }
}
