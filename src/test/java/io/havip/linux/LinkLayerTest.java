package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Fork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Why libpcap can't be called, each time it is asked. */
class LinkLayerTest {

    @Test
    void aMissingLibpcapIsSaidToBeMissing() {
        assertThat(loadedTwice("-Dorg.pcap4j.core.pcapLibName=nothing").lines())
                .containsExactly(
                        "libpcap is not installed: apt-get install libpcap0.8",
                        "libpcap is not installed: apt-get install libpcap0.8");
    }

    @Test
    void aLibpcapThatIsNoLibraryIsNotSaidToBeMissing() {
        assertThat(loadedTwice("-Dorg.pcap4j.core.pcapLibName=/etc/hostname").lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).startsWith("libpcap can't be called:").contains("/etc/hostname"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Djna.tmpdir=/proc", "-Djna.nounpack=true"})
    void whatKeepsJnaFromItsOwnPartIsNamed(String obstacle) {
        assertThat(loadedTwice(obstacle).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("libpcap can't be called: java.lang.")
                        .contains("UnsatisfiedLinkError")
                        .containsAnyOf("JNA native support", "libjnidispatch.so")
                        .endsWith("HAVIP_JAVA_OPTS=-Djna.tmpdir=FOLDER names one that programs can be unpacked into"));
    }

    private static String loadedTwice(String option) {
        return Fork.run(LoadTwice.class, "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", option)
                .output();
    }

    static final class LoadTwice {
        public static void main(String... arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    LinkLayer.load();
                } catch (LinkLayerException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }
}
