package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.migrate.RunningKeepalived;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a migration says beforehand. */
class MigrationPreviewTest {
    private static final String NODE = "node";

    @TempDir
    private Path folder;

    @Test
    void theServicesUserMayNotReadWhatIsRootsAlone() throws Exception {
        var file = configuration("keepalived.conf", 100, "");
        assertThat(preview(file, file).rights()).isEmpty();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(preview(file, file).rights())
                .singleElement()
                .asString()
                .contains("havip, who may not read " + file + ": chgrp havip " + file + " && chmod g+r " + file);
    }

    @Test
    void itsProgramsAreNotRoots() throws Exception {
        var file = configuration("keepalived.conf", 100, "notify_master /bin/true");

        assertThat(preview(file, file).rights())
                .singleElement()
                .asString()
                .contains("runs its scripts as the user havip");
    }

    @Test
    void anotherFileIsComparedWithKeepaliveds() throws Exception {
        var theirs = configuration("keepalived.conf", 100, "");

        assertThat(preview(configuration("same.conf", 100, ""), theirs).lines())
                .contains("  ! which is not the file that keepalived reads: its instances are the same");
        assertThat(preview(configuration("other.conf", 90, ""), theirs).lines())
                .anyMatch(line -> line.contains("its instances are not the same (VI_1)"));
    }

    @Test
    void aFileThatIsYoungerThanKeepalivedIsNotWhatItRunsWith() throws Exception {
        var file = configuration("keepalived.conf", 100, "");
        String told =
                "  ! that file was changed after keepalived began: unless it has read it again since, it runs with the"
                        + " former one";

        assertThat(preview(file, file).lines()).doesNotContain(told);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(preview(file, file).lines()).contains(told);
    }

    private Path configuration(String name, int priority, String more) throws IOException {
        var file = Files.writeString(folder.resolve(name), """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                priority %d
                virtual_ipaddress {
                    192.0.2.3
                }
                %s
            }
            """.formatted(priority, more));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    private static MigrationPreview preview(Path ours, Path theirs) throws ConfigException {
        var here = new RunningKeepalived(ProcessHandle.current().pid(), Optional.empty(), theirs, Optional.empty());
        return new MigrationPreview(
                ConfigReader.read(ours, new KeepalivedOptions(NODE, false)),
                Optional.of(ours),
                NODE,
                Optional.of(here));
    }
}
