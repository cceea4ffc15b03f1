package io.havip.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NetworkLabTest {

    @Test
    void hostsOnTheSwitchReachEachOtherOverBothFamilies() {
        try (var lab = twoHosts()) {
            assertThat(lab.inside(
                            "left", () -> InetAddress.getByName("10.77.0.2").isReachable(5000)))
                    .isTrue();
            assertThat(lab.inside(
                            "right", () -> InetAddress.getByName("fd00:77::1").isReachable(5000)))
                    .isTrue();
        }
    }

    @Test
    void aThreadOfTheTestSeesTheInterfacesOfTheNamespaceThatItEntered() throws Exception {
        try (var lab = twoHosts()) {
            var addresses =
                    lab.inside("left", () -> NetworkInterface.getByName("eth0").getInterfaceAddresses());

            assertThat(addresses).anyMatch(a -> a.getAddress().getHostAddress().equals("10.77.0.1"));
        }
    }

    @Test
    void closingEndsTheProcessesAndRemovesTheNamespaces() throws Exception {
        Process process;
        String prefix;
        try (var lab = twoHosts()) {
            prefix = lab.prefix;
            process = lab.start("left", "sleep", "1000");
        }

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Path.of("/run/netns")).isDirectoryNotContaining("glob:**" + prefix + "*");
    }

    private static NetworkLab twoHosts() {
        var lab = NetworkLab.create();
        lab.namespace("left");
        lab.connect("left", "eth0", "10.77.0.1/24", "fd00:77::1/64");
        lab.namespace("right");
        lab.connect("right", "eth0", "10.77.0.2/24", "fd00:77::2/64");
        return lab;
    }
}
