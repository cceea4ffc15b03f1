package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files of a test, and what the reader says of them. */
record ConfigFolder(Path folder) {

    /** A complete instance in keepalived's words, with these added. */
    static String instance(String more) {
        return """
                vrrp_instance VI_1 {
                    interface eth0
                    virtual_router_id 51
                    virtual_ipaddress { 10.0.0.1 }
                %s
                }
                """.formatted(more);
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GatewayConfig read(String name, String text) throws ConfigException {
        return ConfigReader.read(write(name, text));
    }

    /** What is wrong with a file, without the folder's path. */
    String errors(String name, String text) {
        return errors(write(name, text));
    }

    String errors(Path file) {
        var refusal = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        return refusal == null ? "accepted" : refusal.getMessage().replace(folder + "/", "");
    }

    /**
     * That this is one error, with all that belongs to it.
     *
     * @param path of options that stands before its words
     * @param error COLUMN: WORDS
     */
    static void assertOneError(String shown, String path, String error, String mend) {
        int colon = error.indexOf(": ");
        String column = error.substring(0, colon);
        String message = error.substring(colon + 2);
        String option = message.startsWith("'") ? "" : path;
        assertThat(shown.lines().toList())
                .as(shown)
                .satisfies(lines -> assertThat(lines.getFirst())
                        .matches("[a-z.]+:\\d+:" + column + ": error: .*")
                        .endsWith(": error: " + option + message))
                .satisfies(lines -> assertThat(lines.get(2).strip()).isEqualTo("^"))
                .satisfies(lines -> assertThat(lines.getLast()).isEqualTo("    mend: " + mend))
                .hasSize(4);
    }
}
