package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterfaceTableTest {
    private final InterfaceTable interfaces = new InterfaceTable();

    @Test
    void anInterfaceThatADumpTellsOfTwiceIsWhatItToldLast() {
        interfaces.reload(telling(link("eth0"), link("renamed")), 0);

        assertThat(interfaces.name(2)).contains("renamed");
    }

    private static Link link(String name) {
        return new Link(2, name, true, true, Optional.empty(), 1500);
    }

    /** A kernel that has nothing else. */
    private static KernelNetwork telling(Link... links) {
        return (KernelNetwork) Proxy.newProxyInstance(
                KernelNetwork.class.getClassLoader(),
                new Class<?>[] {KernelNetwork.class},
                (_, method, _) -> method.getName().equals("links") ? List.of(links) : List.of());
    }
}
