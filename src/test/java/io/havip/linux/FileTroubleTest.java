package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @Test
    void itIsSaidInWords(@TempDir Path folder) throws IOException {
        var file = Files.createFile(folder.resolve("file"));

        assertThat(trouble(() -> Files.readString(folder.resolve("none"))))
                .isEqualTo("there is no " + folder.resolve("none"));
        assertThat(trouble(() -> Files.newDirectoryStream(file).close())).isEqualTo(file + " is no folder");
        assertThat(trouble(() -> Files.createFile(file.resolve("x"))))
                .isEqualTo(file.resolve("x") + ": Not a directory");
        assertThat(FileTrouble.text(new AccessDeniedException("/x"))).isEqualTo("this user may not use /x");
        assertThat(FileTrouble.text(new FileSystemException("/x", null, "No space left on device")))
                .isEqualTo("/x: No space left on device");
        assertThat(FileTrouble.text(new IOException("closed"))).isEqualTo("closed");
    }

    private interface Use {
        void run() throws IOException;
    }

    private static String trouble(Use use) {
        try {
            use.run();
            return "";
        } catch (IOException e) {
            return FileTrouble.text(e);
        }
    }
}
