package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReexecutionTest {
    @Test
    void theProcessIsTheSameOneWithAnotherHeap() throws IOException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx20m",
                        "-Dname=a b",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Growing.class.getName())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.lines()).containsExactly("small, a b, " + process.pid(), "large, a b, " + process.pid());
    }

    @Test
    void optionsStandBehindThoseThatAreThereAndBeforeTheProgram() {
        var grown = List.of("-Xmx84m");

        assertThat(Reexecution.arguments(List.of("java", "@java.options", "-jar", "app.jar", "run", "-cp"), grown))
                .containsExactly("java", "@java.options", "-Xmx84m", "-jar", "app.jar", "run", "-cp");
        assertThat(Reexecution.arguments(List.of("java", "-cp", "classes", "Main"), grown))
                .containsExactly("java", "-Xmx84m", "-cp", "classes", "Main");
    }

    static final class Growing {
        private static final long LARGE_BYTES = 30 << 20;

        public static void main(String... arguments) {
            boolean large = Runtime.getRuntime().maxMemory() > LARGE_BYTES;
            System.out.println((large ? "large, " : "small, ") + System.getProperty("name") + ", "
                    + ProcessHandle.current().pid());
            // Not twice, whatever has become of it.
            if (Reexecution.option("-Xmx40m").isEmpty()) {
                Reexecution.with(List.of("-Xmx40m"));
            }
        }
    }
}
