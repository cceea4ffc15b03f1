package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.gateway.Node;
import io.havip.testing.NetworkLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Scripts are told of the same states, in the same words and order, by keepalived and by us. */
@Execution(ExecutionMode.CONCURRENT)
class NotifyTest {
    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Path script;

    @BeforeEach
    void connectAHostWithAScript() throws IOException {
        lab = NetworkLab.withOneHost();
        script = Files.writeString(folder.resolve("notify.sh"), """
            #!/bin/sh
            log=$1
            shift
            echo "$@" >>"$log"
            """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void ofALifeWithACutCable() throws IOException, ConfigException {
        var theirs = folder.resolve("theirs");
        try (var keepalived = Keepalived.start(lab, "one", configuration(theirs))) {
            liveWithACutCable(theirs);
            keepalived.stop();
            await().until(() -> told(theirs, "own").contains("stop"));
        }
        var ours = folder.resolve("ours");
        var file = Files.writeString(folder.resolve("keepalived.conf"), configuration(ours));
        try (var _ = Node.start(lab, "one", ConfigReader.read(file).instances())) {
            liveWithACutCable(ours);
        }

        assertThat(told(ours, "own"))
                .containsExactly("backup", "master", "fault", "backup", "master", "stop")
                .isEqualTo(told(theirs, "own"));
        assertThat(told(ours, "any"))
                .startsWith("with argument INSTANCE VI_1 BACKUP 150", "with argument INSTANCE VI_1 MASTER 150")
                .isEqualTo(told(theirs, "any"));
    }

    @Test
    void ofASyncGroup() throws IOException, ConfigException {
        lab.connect("one", "eth1", "10.78.0.1/24");
        var theirs = folder.resolve("theirs");
        try (var _ = Keepalived.start(lab, "one", groupConfiguration(theirs))) {
            liveAsAGroup(theirs);
        }
        var ours = folder.resolve("ours");
        var file = Files.writeString(folder.resolve("keepalived.conf"), groupConfiguration(ours));
        try (var _ = Node.start(lab, "one", ConfigReader.read(file).instances())) {
            liveAsAGroup(ours);
        }

        assertThat(told(ours, "any").subList(0, 5))
                .containsExactly(
                        "GROUP G BACKUP 0",
                        "GROUP G MASTER 0",
                        "GROUP G FAULT 0",
                        "GROUP G BACKUP 0",
                        "GROUP G MASTER 0")
                .isEqualTo(told(theirs, "any").subList(0, 5));
        assertThat(told(ours, "own").subList(0, 2)).containsExactly("master", "master");
    }

    private void liveAsAGroup(Path logs) {
        await().until(() -> told(logs, "any").size() == 2);
        lab.plug("one", "eth1", false);
        await().until(() -> told(logs, "any").size() == 3);
        lab.plug("one", "eth1", true);
        await().until(() -> told(logs, "any").size() == 5 && told(logs, "own").size() == 2);
    }

    private String groupConfiguration(Path logs) {
        var instance = """
            vrrp_instance %1$s {
                version 3
                interface eth%2$d
                virtual_router_id 5%2$d
                priority 150
                advert_int 0.1
                virtual_ipaddress {
                    10.7%2$d.0.100/24
                }
            }
            """;
        return """
            global_defs {
                script_user root
            }
            vrrp_sync_group G {
                group {
                    A
                    B
                }
                notify_master "%1$s %2$s.own master"
                notify "%1$s %2$s.any"
            }
            """.formatted(script, logs) + instance.formatted("A", 0) + instance.formatted("B", 1);
    }

    private void liveWithACutCable(Path logs) {
        await().until(() -> told(logs, "any").size() == 2);
        lab.plug("one", "eth0", false);
        await().until(() -> told(logs, "any").size() == 3);
        lab.plug("one", "eth0", true);
        await().until(() -> told(logs, "any").size() == 5);
    }

    private String configuration(Path logs) {
        return """
            global_defs {
                script_user root
            }
            vrrp_instance VI_1 {
                version 3
                interface eth0
                virtual_router_id 51
                priority 150
                advert_int 0.1
                virtual_ipaddress {
                    10.77.0.100/24
                }
                notify_master "%1$s %2$s.own master"
                notify_backup "%1$s %2$s.own backup" root
                notify_fault "%1$s %2$s.own fault"
                notify_stop "%1$s %2$s.own stop"
                notify "%1$s %2$s.any 'with argument'"
            }
            """.formatted(script, logs);
    }

    private static List<String> told(Path logs, String kind) {
        var log = Path.of(logs + "." + kind);
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
