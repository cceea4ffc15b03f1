package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.Instances;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.vrrp.Family;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterfaceTableTest {
    private static final int RT_SCOPE_LINK = 253;

    private final InterfaceTable interfaces = new InterfaceTable();

    @Test
    void anInterfaceThatADumpTellsOfTwiceIsWhatItToldLast() {
        interfaces.reload(telling(List.of(link("eth0"), link("renamed")), List.of()), 0);

        assertThat(interfaces.name(2)).contains("renamed");
    }

    @Test
    void anAddressOfTheLinkAloneIsNotTheFirstToSendFrom() {
        interfaces.reload(
                telling(List.of(link("eth0")), List.of(address("10.30.0.1", RT_SCOPE_LINK), address("192.0.2.10", 0))),
                0);

        assertThat(interfaces.sources("eth0", Family.IPV4, false))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("192.0.2.10", "10.30.0.1");
    }

    /** Or each takeover of one of many would have all of them weigh everything anew. */
    @Test
    void whatAVirtualRouterBindsItselfIsNoNewsToTheOthers() {
        interfaces.reserve(
                List.of(Instances.withPriority(100).addresses("10.77.0.100/24").settings()));
        var moving = address("10.77.0.100", 0);
        interfaces.lease(moving.identity());

        assertThat(interfaces.apply(new AddressAdded(moving), 0)).isFalse();
        assertThat(interfaces.address(moving.identity())).contains(moving);
        assertThat(interfaces.apply(new AddressAdded(address("10.77.0.1", 0)), 0))
                .as("one of the host's")
                .isTrue();
    }

    @Test
    void anAddressOfARouterThatSomebodyElseBindsIsNews() {
        interfaces.reserve(
                List.of(Instances.withPriority(100).addresses("10.77.0.100/24").settings()));

        assertThat(interfaces.apply(new AddressAdded(address("10.77.0.100", 0)), 0))
                .isTrue();
    }

    private static InterfaceAddress address(String address, int scope) {
        return new InterfaceAddress(
                2, InetAddress.ofLiteral(address), 24, Optional.empty(), scope, 0, InterfaceAddress.FOREVER);
    }

    private static Link link(String name) {
        return new Link(2, name, true, true, Optional.empty(), 1500);
    }

    /** A kernel that has nothing else. */
    private static KernelNetwork telling(List<Link> links, List<InterfaceAddress> addresses) {
        return (KernelNetwork) Proxy.newProxyInstance(
                KernelNetwork.class.getClassLoader(),
                new Class<?>[] {KernelNetwork.class},
                (_, method, _) -> switch (method.getName()) {
                    case "links" -> links;
                    case "addresses" -> addresses;
                    default -> List.of();
                });
    }
}
