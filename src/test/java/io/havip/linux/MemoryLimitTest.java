package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {
    @TempDir
    private Path root;

    @Test
    void theLeastLimitOfTheGroupsThatItIsInCounts() throws IOException {
        limit("system.slice", "max");
        limit("system.slice/agent.service", "209715200");
        limit("system.slice/agent.service/inner", "max");

        assertThat(MemoryLimit.bytes(root, "0::/system.slice/agent.service/inner\n"))
                .hasValue(209_715_200);
    }

    @Test
    void aContainerSeesItsOwnAtTheRoot() throws IOException {
        limit("", "104857600");

        assertThat(MemoryLimit.bytes(root, "0::/\n")).hasValue(104_857_600);
        assertThat(MemoryLimit.bytes(root, "0::/../elsewhere\n")).isEmpty();
    }

    @Test
    void whereNothingIsSaidThereIsNone() throws IOException {
        limit("agent", "9999999999999999999999");

        assertThat(MemoryLimit.bytes(root, "0::/agent\n")).isEmpty();
        assertThat(MemoryLimit.bytes(root, "2:memory:/x\n1:cpu:/x\n")).isEmpty();
    }

    private void limit(String group, String text) throws IOException {
        var folder = Files.createDirectories(root.resolve(group));
        Files.writeString(folder.resolve("memory.max"), text + "\n");
    }
}
