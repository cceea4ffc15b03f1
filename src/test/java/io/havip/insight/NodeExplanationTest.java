package io.havip.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one file means. */
class NodeExplanationTest {
    private static final String PLAIN = """
        instances:
          - name: web
            interface: eth0
            vrid: 51
            addresses: [10.0.0.100/24]
        """;

    @TempDir
    private Path folder;

    @Test
    void theOwnInterfaceGivesUpTheRoleButWhereThatIsNotWanted() throws Exception {
        assertThat(explained(PLAIN))
                .contains("interface eth0: failure gives up the role")
                .contains("interface eth0 fails: noticed at once, but the release can't be sent");
        assertThat(explained(PLAIN + "    track-own-interface: false\n"))
                .contains("interface eth0: failure does not give up the role")
                .contains("interface eth0 fails: noticed at once, but does not give up the role: another takes over");
    }

    @Test
    void aCloudIsTold() throws Exception {
        var inACloud = "cloud: {tencent: {}}\n" + PLAIN;

        assertThat(explained(inACloud))
                .contains("cloud\n  provider         tencent, region from the metadata service\n");
        assertThat(explained(inACloud + "    announce: api\n"))
                .containsPattern("\n  asked for +10\\.")
                .contains("announcements    none: the cloud's API alone moves the addresses");
        assertThat(explained(PLAIN)).doesNotContain("cloud");
    }

    private String explained(String yaml) throws Exception {
        return NodeExplanation.of(ConfigReader.read(Files.writeString(folder.resolve("gateway.yaml"), yaml)));
    }
}
