package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.text.SourceFile;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.Tracking;
import io.havip.testing.Fork;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    private static final String YAML = "instances: [{name: VI_1, interface: eth0, vrid: 51, addresses: [10.0.0.1]}]\n";
    private static final String KEEPALIVED = """
        # a comment
          vrrp_instance VI_1
          {
            interface eth0
            virtual_router_id 51
            virtual_ipaddress { 10.0.0.1 }
          }
        """;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void theExtensionDecides() throws Exception {
        assertThat(folder.read("a.yaml", YAML).instances()).hasSize(1);
        assertThat(folder.read("a.yml", YAML).instances()).hasSize(1);
        assertThat(folder.read("a.conf", KEEPALIVED).instances()).hasSize(1);
        assertThat(folder.errors("b.conf", YAML)).contains("'instances:' is not a keyword in top level");
    }

    @Test
    void theContentDecidesWithoutAKnownExtension() throws Exception {
        assertThat(folder.read("gateway", YAML).instances()).hasSize(1);
        assertThat(folder.read("gateway", KEEPALIVED).instances()).hasSize(1);
        assertThat(folder.errors("keepalived.conf.sample", "! keepalived's comment\nvirtual_server 10.0.0.1 80 {\n}\n"))
                .contains("virtual_server: not supported: there is no IPVS load balancer");
    }

    @Test
    void aByteOrderMarkIsNoContent() throws Exception {
        assertThat(folder.read("a.yaml", "\uFEFF" + YAML).instances()).hasSize(1);
    }

    @Test
    void anEmptyFile() {
        assertThat(folder.errors("a.yaml", " \n\n")).isEqualTo("""
            a.yaml: error: the file is empty
                mend: describe at least one instance; see docs/configuration.md\
            """);
    }

    @Test
    void aMissingFile() {
        assertThat(folder.errors(temporary.resolve("a.yaml"))).isEqualTo("""
            a.yaml: error: the file does not exist
                mend: name an existing file\
            """);
    }

    @Test
    void aDirectory() throws Exception {
        assertThat(folder.errors(Files.createDirectory(temporary.resolve("a.yaml"))))
                .isEqualTo("""
                    a.yaml: error: the file is a directory
                        mend: name the configuration file\
                    """);
    }

    @Test
    void whatMayKeepItsReaderWaiting() throws Exception {
        Path fifo = temporary.resolve("a.yaml");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();

        assertThat(folder.errors(fifo)).contains("a.yaml: error: the file is a FIFO, a device or a socket");
        assertThat(folder.errors("b.conf", "include " + fifo + "\n" + KEEPALIVED))
                .contains("the file is a FIFO, a device or a socket");
        assertThat(folder.errors(Path.of("/dev/zero"))).contains("a FIFO, a device or a socket");
    }

    @Test
    void aHugeFile() {
        assertThat(folder.errors("a.yaml", "#".repeat(SourceFile.SIZE_MAX + 1)))
                .startsWith("a.yaml: error: the file is larger than 1 MiB");
        assertThat(folder.errors("a.yaml", "#".repeat(SourceFile.SIZE_MAX))).contains("no keys here");
    }

    @Test
    void anUnreadableFile() throws Exception {
        Path file = folder.write("a.yaml", YAML);
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

        var asNobody = List.of("setpriv", "--reuid=65534", "--clear-groups");
        var fork = Fork.run(Files.isReadable(file) ? asNobody : List.of(), Reads.class, "-D" + Reads.FILE + "=" + file);

        assertThat(fork.output()).contains("a.yaml: error: the file may not be read");
    }

    static final class Reads {
        static final String FILE = "havip.test.file";

        public static void main(String[] args) {
            try {
                ConfigReader.read(Path.of(System.getProperty(FILE)));
            } catch (ConfigException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void anotherEncoding() throws Exception {
        Path file = Files.write(
                temporary.resolve("a.yaml"),
                "router-name: x\nauthor: J\u00fcrgen\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(folder.errors(file)).isEqualTo("""
            a.yaml:2:10: error: not UTF-8 from here on
                author: J
                         ^
                mend: save the file in UTF-8\
            """);
    }

    @Test
    void aCharacterCutInHalf() throws Exception {
        Path file = Files.write(temporary.resolve("a.yaml"), new byte[] {'#', ' ', (byte) 0xc3});

        assertThat(folder.errors(file)).startsWith("a.yaml:1:3: error: not UTF-8 from here on");
    }

    @Test
    void aScriptThatAnyoneMayWriteIsRefused() throws Exception {
        Path script = folder.write("check.sh", "#!/bin/sh\n");
        String config = """
            vrrp_script chk { script "%s"
            }
            """.formatted(script)
                + KEEPALIVED.replace("virtual_router_id 51", "virtual_router_id 51\ntrack_script { chk }");

        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xrwx"));
        assertThat(folder.errors("a.conf", config))
                .contains("script: anyone may write check.sh")
                .endsWith("mend: chmod o-w check.sh");

        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(folder.errors("a.conf", config)).isEqualTo("accepted");
    }

    @Test
    void aScriptWithoutItsProgramIsNotRunAsInKeepalived() throws Exception {
        GatewayConfig config = folder.read(
                "a.conf",
                """
                        vrrp_script chk { script "no-such-program -0 nginx"
                        }
                        """
                        + KEEPALIVED.replace(
                                "virtual_router_id 51",
                                "virtual_router_id 51\ntrack_script { chk }\nnotify_master /nowhere/promote"));

        assertThat(config.notices())
                .containsExactly(
                        temporary + "/a.conf:1:26: vrrp_script chk: script: there is no no-such-program: it is not run,"
                                + " as in keepalived",
                        temporary + "/a.conf:8:16: vrrp_instance VI_1: track_script: 'chk' can't be run: left out, as"
                                + " in keepalived",
                        temporary + "/a.conf:9:15: vrrp_instance VI_1: notify_master: there is no /nowhere/promote:"
                                + " nothing is run, as in keepalived");
        assertThat(config.instances().getFirst().tracking().health()).isEmpty();
    }

    @Test
    void oneAboutHaproxyIsReplacedByTheBuiltInTrackingWithItsWeight() throws Exception {
        GatewayConfig config = folder.read(
                "a.conf",
                """
                    vrrp_script chk {
                        script "no-such-program -0 haproxy"
                        weight -20
                    }
                    """ + KEEPALIVED.replace("virtual_router_id 51", "virtual_router_id 51\ntrack_script { chk }"));

        assertThat(config.notices())
                .last()
                .asString()
                .endsWith("track_script: 'chk' can't be run: the built-in HAProxy tracking takes its place");
        assertThat(config.instances().getFirst().tracking().health())
                .containsExactly(new Tracking(HaproxySettings.TRACKER, -20, false));
        assertThat(config.trackers().haproxy()).isPresent();
    }
}
